package dev.tagora

import java.time.Instant

/** One change, as the feed tells it. */
public data class Change(
    /** Its number in the feed, from 1. Numbers are left out only where a customer was erased. */
    val sequence: Long,
    /** Changes of one commit took effect together. */
    val commit: Long,
    /** When it became so. */
    val at: Instant,
    val customer: Customer,
    /** What changed. */
    val kind: ChangeKind,
    val cause: Cause,
    /** The version of the handbook. */
    val version: Long,
)

/** What changed. */
public sealed interface ChangeKind {
    /** The customer holds the tag from now on. */
    public data class Gained(val tag: String) : ChangeKind

    /** The customer no longer holds the tag. */
    public data class Lost(val tag: String) : ChangeKind

    /** A rule tells the host to do something. */
    public data class Emitted(val name: String, val payload: Map<String, String?>) : ChangeKind

    /** The tag carries another value. With a tag that is lost its value goes; that is not told apart. */
    public data class Value(val tag: String, val value: String) : ChangeKind

    /** A rule suggests that a person gives the tag; how sure it is, from 0 to 1. */
    public data class Suggested(val tag: String, val confidence: String?) : ChangeKind

    /** A rule asks for approval to give or take the tag. */
    public data class Proposed(val tag: String, val add: Boolean) : ChangeKind

    /** The customer was to be given a tag of an open group, but has as many of these as it may. */
    public data class Declined(val tag: String) : ChangeKind

    /** A route gave the customer a target. */
    public data class Routed(val route: String, val target: String) : ChangeKind

    /** The customer left a target of a route. */
    public data class Unrouted(val route: String, val target: String) : ChangeKind

    /** A rule wants a team to know. */
    public data class Notified(val team: String) : ChangeKind
}
