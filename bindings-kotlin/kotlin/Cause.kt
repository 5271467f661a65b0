package dev.tagora

import java.time.Instant

/** Why something changed. */
public sealed interface Cause {
    /** An event. */
    public data class Event(val event: String, val id: String?, val at: Instant) : Cause

    /** A rule that an event set off; without one, that a condition did. */
    public data class Rule(val rule: String, val event: String?, val id: String?, val at: Instant) : Cause

    /** A new value of an attribute. */
    public data class Attribute(val name: String) : Cause

    /** A person, or the host itself. */
    public data class Person(val by: String) : Cause

    /** An import. */
    public data class Import(val source: String, val version: Long) : Cause

    /** Another customer turned out to be this one, or this one to be another. */
    public data class Merge(val customer: Customer) : Cause

    /** Another tag of the exclusive group took its place. */
    public data class ExclusiveGroup(val other: String) : Cause

    /** A new handbook. */
    public data class Handbook(val version: Long) : Cause

    /** Nothing but time passing. */
    public data object Time : Cause

    /** The end of an assignment. */
    public data object Expired : Cause

    /** The customer came into being. */
    public data object Created : Cause

    /** A record that came late. */
    public data object Late : Cause

    /** A target of a route has room again for a customer who waited. */
    public data object Vacancy : Cause
}
