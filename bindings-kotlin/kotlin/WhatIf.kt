package dev.tagora

import java.time.Instant

/** What a handbook would do. */
public data class Preview(
    /** The version that it would have. */
    val version: Long,
    /** What is allowed in the handbook but hardly meant, in order of place. */
    val warnings: List<Diagnostic>,
    /** What would become of each tag, in the order of [Loaded.tags]. */
    val tags: List<TagDiff>,
    val groups: List<GroupDiff>,
    val segments: List<SegmentDiff>,
    /** What rules would tell when it came into force. */
    val fired: List<Fired>,
    /** Where conditions ask for more of the past than is kept: since when what they say is whole. */
    val incompleteSince: Instant?,
    /** What was asked about. */
    val about: List<About>,
    val sizes: List<Sizes>,
)

/** What a handbook would do to a segment that it declares. */
public data class SegmentDiff(val segment: String, val gained: Long, val lost: Long, val stayed: Long)

/** What a rule would tell when the handbook came into force. */
public data class Fired(
    val rule: String,
    /** As a [Filter] names kinds of changes. */
    val kind: String,
    /** The tag that it is about, the name of what is told, or the team. */
    val what: String,
    val times: Long,
    val customers: Long,
)

/** What a preview tells of a tag that it is asked about. */
public data class About(val tag: String, val affected: Affected, val gained: Meant, val lost: Meant, val stayed: Meant)

/** What looks at a tag, directly or through others, by its names. */
public data class Affected(
    val tags: List<String>,
    val defines: List<String>,
    val segments: List<String>,
    val rules: List<String>,
    val routes: List<String>,
)

/** Customers who would gain a tag, lose it, or keep it. */
public data class Meant(
    /** The first ones in id order. */
    val customers: List<Customer>,
    /** Some, at even distances. */
    val samples: List<Sample>,
)

/** A customer, with why it holds the tag or not; `null` under a handbook that has no such tag. */
public data class Sample(val customer: Customer, val before: Explanation?, val after: Explanation?)

/** How many customers there were at an instant, and how many held each tag. */
public data class Sizes(val at: Instant, val customers: Long, val tags: List<TagSize>)

/** How many customers held a tag. */
public data class TagSize(val tag: String, val customers: Long)

/** Who turns up to an instant if nothing happens. */
public data class Outlook(
    /** In order of time. */
    val turns: List<Foreseen>,
    /** Whether there are more behind the last of these. */
    val isMore: Boolean,
)

/** A customer who is going to gain or lose what was asked for. */
public data class Foreseen(val at: Instant, val customer: Customer, val gained: Boolean, val cause: Cause)

/** Everything that is known of a customer. */
public data class Profile(
    val customer: Customer,
    /** The instant it is about. */
    val at: Instant,
    /** When the first thing was told of it. */
    val since: Instant?,
    /** How many events there are of it. */
    val events: Long,
    val completeness: Completeness,
    /** Those that the handbook declares, in its order. */
    val attributes: List<Known>,
    val tags: List<HeldTag>,
    /** The numbers and instants over events that the handbook's conditions look at. */
    val numbers: List<Reckoned>,
    val routes: List<Led>,
    /** What rules suggest that is not held, the newest first. */
    val suggestions: List<Suggested>,
)

/** How many of the declared attributes have a value, and of how many. */
public data class Completeness(val known: Long, val declared: Long)

/** An attribute of a customer; its value as text, and since when. */
public data class Known(val attribute: String, val value: String?, val since: Instant?)

/** A number or an instant over a customer's events, as it is written in English and in Chinese. */
public data class Reckoned(val text: String, val textZh: String, val value: String?)

/** Where a route leads a customer. */
public data class Led(val route: String, val target: String, val since: Instant)

/** A tag that a rule suggests; how sure it is, from 0 to 1. */
public data class Suggested(val tag: String, val at: Instant, val confidence: String?, val cause: Cause)

/** What happened to a customer, the newest first. */
public data class Timeline(
    val items: List<Happening>,
    /** The `before` of the next page; `null` if there is none. */
    val next: Long?,
)

/** Something that happened to a customer. */
public data class Happening(val at: Instant, val what: Happened)

/** What happened to a customer. */
public sealed interface Happened {
    /** It became known. */
    public data object Created : Happened

    /** An event, with what it says as text. */
    public data class Event(val event: String, val id: String?, val properties: Map<String, String>) : Happened

    /** An attribute got a value, or `null`: it has none any more. */
    public data class Attribute(val attribute: String, val value: String?) : Happened

    /** Something was done about a tag, by a person, an import or a rule. */
    public data class Assigned(val tag: String, val act: Act, val by: String) : Happened

    /** It gained a tag, as the handbook in force sees the past. */
    public data class Gained(val tag: String, val cause: Cause) : Happened

    /** It lost a tag. */
    public data class Lost(val tag: String, val cause: Cause) : Happened
}

/** What is done about a tag. */
public enum class Act { ADD, REMOVE, PIN, UNPIN, BAN, UNBAN }

/** What live data say about the handbook in force. */
public data class Diagnosis(
    val customers: Long,
    /** Tags with a definition that nobody holds. */
    val heldByNobody: List<String>,
    /** Tags with a definition that everybody holds. */
    val heldByAll: List<String>,
    /** Tags without a definition that nobody was given. */
    val unused: List<String>,
    /** Two tags that nearly the same customers hold, the most similar first. */
    val similar: List<Similar>,
    val groups: List<GroupCover>,
    /** How many customers hold no tag, one, two, and so on. */
    val tagsPerCustomer: List<Long>,
    val sources: List<Sources>,
    val flapping: List<Flapping>,
)

/** Two tags that nearly the same customers hold: how many hold both, and either. */
public data class Similar(val one: String, val other: String, val both: Long, val either: Long)

/** How many customers hold none, one or several of a group's tags. */
public data class GroupCover(val group: String, val none: Long, val one: Long, val several: Long)

/** By what a tag is held, in numbers of customers. */
public data class Sources(val tag: String, val defined: Long, val people: Long, val imports: Long, val rules: Long)

/** A tag that came and went again and again: for how many customers, and how often for the one for whom it did so most. */
public data class Flapping(val tag: String, val customers: Long, val most: Long)
