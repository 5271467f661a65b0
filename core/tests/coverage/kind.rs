//! The kinds of what a handbook can say and of what can happen to an engine: the rows of the table.
//!
//! A new form of the language needs a row here, an arm in `walk.rs` (which does not compile without), a vector in each
//! language and a template in the random handbooks.

/// In which vectors kinds of a part must be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vectors {
    BothLanguages,
    Any,
}

/// Where kinds of a part must be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub vectors: Vectors,
    /// In the random handbooks over random histories.
    pub run: bool,
    /// There it counts only in definitions of tags that came or went and in rules that acted, not where it is merely said.
    pub acts: bool,
    /// In the random trees that are printed and read back.
    pub trees: bool,
}

macro_rules! kinds {
    ($($part:literal $found:ident { $($kind:ident $label:literal;)+ })+) => {
        /// A row of the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind { $($($kind,)+)+ }

        impl Kind {
            pub const ALL: &[Self] = &[$($(Self::$kind,)+)+];

            pub fn label(self) -> &'static str {
                match self { $($(Self::$kind => $label,)+)+ }
            }

            pub fn part(self) -> &'static str {
                match self { $($(Self::$kind => $part,)+)+ }
            }

            pub fn found(self) -> Found {
                match self { $($(Self::$kind => $found,)+)+ }
            }
        }
    };
}

const EVERYWHERE: Found = Found { vectors: Vectors::BothLanguages, run: true, acts: false, trees: true };
/// What decides something, or does it.
const ACTS: Found = Found { acts: true, ..EVERYWHERE };
/// What only the names tell: random trees have random names.
const BY_NAME: Found = Found { trees: false, ..ACTS };
/// What is only said, and not run.
const SAID: Found = Found { run: false, ..EVERYWHERE };
const HAPPENS: Found = Found { vectors: Vectors::Any, trees: false, ..EVERYWHERE };
/// What hosts do that is no record.
const DONE: Found = Found { run: false, ..HAPPENS };

kinds! {
    "conditions" ACTS {
        Did "did E";
        DidNot "no E in W";
        Never "never did E";
        Filter "E where …";
        Count "count(E)";
        CountPerDay "daily count(E, W)";
        CountPerWeek "weekly count(E, W)";
        CountPerMonth "monthly count(E, W)";
        CountPerYear "yearly count(E, W)";
        Sum "sum(E.p)";
        Avg "avg(E.p)";
        Min "min(E.p)";
        Max "max(E.p)";
        Median "median(E.p)";
        Distinct "distinct(E.p)";
        Mode "mode(E.p)";
        ActiveDays "active_days(E)";
        FirstInstant "first(E)";
        LastInstant "last(E)";
        FirstValue "first(E.p)";
        LastValue "last(E.p)";
        Sequence "sequence(…)";
        SequenceOfSeveral "sequence(A, B)";
        SequenceRepeats "sequence(A x3)";
        SequenceWithin "sequence(… within D)";
        SequenceWithout "sequence(… without E)";
        NamedStage "sequence(A as a, …)";
        NamedProperty "a.p";
        ThenNot "A then no B within D";
        ThenNotNamed "A as a then no B within D";
        StillNot "A then no B within D and still not";
        Open "open(A, B)";
        OpenBy "open(A, B by p)";
        OldestOpen "oldest open(A, B)";
        StreakOfDays "streak(E by day)";
        StreakOfWeeks "streak(E by week)";
        StreakOfMonths "streak(E by month)";
        Regular "… in 3 of last 5 weeks";
        Plus "a + b";
        Minus "a - b";
        Times "a * b";
        Over "a / b";
        Equal "=";
        NotEqual "!=";
        Less "<";
        LessOrEqual "<=";
        Greater ">";
        GreaterOrEqual ">=";
        Between "between a and b";
        OneOf "in (a, b)";
        NoneOf "not in (a, b)";
        Contains "contains";
        NotContains "not contains";
        StartsWith "starts with";
        MentionsText "mentions TEXT";
        MentionsAny "mentions any of";
        MentionsAll "mentions all of";
        MentionsExactly "mentions exactly";
        MentionsNear "mentions … within n characters of …";
        MentionsUnless "mentions … unless …";
        MentionsList "mentions any of LIST";
        Includes "a has x";
        IncludesAny "a has any of (x, y)";
        IncludesAll "a has all of (x, y)";
        IncludesNone "a has none of (x, y)";
        SizeOf "size of a";
        SetByRule "X set by rule";
        SetByNamedRule "X set by rule R";
        SetByPerson "X set by NAME";
        SetByImport "X set by import";
        SetByImportFrom "X set by import SOURCE";
        Missing "is missing";
        InWindow "… in W";
        Ago "more than D ago";
        Ahead "within next D";
        AnniversaryAhead "anniversary within next D";
        AnniversaryToday "anniversary is today";
        YearsSince "years since";
        MonthsSince "months since";
        WeeksSince "weeks since";
        DaysSince "days since";
        TodayOfMonth "today is day n of month";
        TodayLastOfMonth "today is last day of month";
        TodayOfWeek "today is friday";
        Dwell "C for D";
        Latch "C until C";
        Changed "a changed";
        ChangedFrom "a changed from x";
        ChangedTo "a changed to x";
        ChangedFromTo "a changed from x to y";
        Has "has any of";
        HasAll "has all of";
        HasNone "has none of";
        WholeGroup "G/*";
        TagsIn "tags in G";
        Gained "gained T";
        Lost "lost T";
        TimesGained "times gained(T)";
        TimesLost "times lost(T)";
        TagValue "T value";
        InSegment "in SEGMENT";
        BoolAttribute "bool attribute alone";
        And "A and B";
        Or "A or B";
        Not "not A";
        AtLeast "at least k of (…)";
    }
    "conditions by names" BY_NAME {
        LevelHeld "G >= LEVEL";
        NamedCondition "NAME alone";
        ParameterRead "parameter in a condition";
    }
    "values" ACTS {
        NumberWritten "3";
        TextWritten "\"text\"";
        BoolWritten "true";
        DateWritten "2025-06-20";
        InstantWritten "2025-06-20T08:00:00";
        DurationWritten "2 minutes";
        PercentWritten "12.5%";
        Bucket "bucket(TEXT)";
        NameRead "attribute, property or member";
    }
    "windows and lengths" ACTS {
        WholeHistory "no window";
        Last "last D";
        LastCalendarDays "last n calendar days";
        Today "today";
        Yesterday "yesterday";
        ThisWeek "this week";
        ThisMonth "this month";
        ThisQuarter "this quarter";
        ThisYear "this year";
        PreviousWeek "previous week";
        PreviousMonth "previous month";
        PreviousQuarter "previous quarter";
        PreviousYear "previous year";
        FromTo "from DATE to DATE";
        BetweenAgo "between n and m days ago";
        SinceLast "since last(E)";
        SinceFirst "since first(E)";
        Milliseconds "milliseconds";
        Seconds "seconds";
        Minutes "minutes";
        Hours "hours";
        Days "days";
        Weeks "weeks";
        Months "months";
        Years "years";
    }
    "declarations" EVERYWHERE {
        Timezone "timezone";
        CustomerTimezone "timezone of customer";
        Sensitive "attribute … sensitive";
        AttributeDeclared "attribute";
        IntType "int";
        DecimalType "decimal(n)";
        FloatType "float";
        BoolType "bool";
        TextType "text";
        EnumType "enum(…)";
        DateType "date";
        InstantType "instant";
        DurationType "duration";
        SetOfText "set of text";
        SetOfInt "set of int";
        SetOfEnum "set of enum(…)";
        EventDeclared "event E";
        EventWithProperties "event E { … }";
        EventClass "event A = B | C";
        Keywords "keywords";
        KeywordsOfKeywords "keywords of a list of keywords";
        ParameterConstant "parameter P = v";
        ParameterTable "parameter P by p { k: v }";
        ParameterElse "parameter P by p { … else: v }";
        ParameterByName "table with names as keys";
        ParameterByText "table with texts as keys";
        ParameterByNumber "table with numbers as keys";
        Group "group";
        GroupInGroup "group in a group";
        Exclusive "exclusive";
        ExclusiveRequired "exclusive required";
        Levels "levels (…)";
        OpenGroup "open";
        AtMostOfGroup "at most n";
        Tag "tag";
        TagInGroup "tag … in G";
        Assignable "tag without definition";
        Defined "tag … when C";
        Otherwise "otherwise";
        Fact "kind fact";
        Behaviour "kind behaviour";
        Model "kind model";
        Prediction "kind prediction";
        Core "core";
        Extended "extended";
        Temporary "temporary";
        ValueText "value text";
        ValueNumber "value number";
        ValueLevel "value level (…)";
        Color "color";
        Weight "weight";
        Owner "owner";
        Note "note";
        Valid "valid D";
        ValidRenew "valid D renew";
        UntilDate "until DATE";
        Formerly "formerly T";
        FormerlySeveral "formerly T, T";
        Refresh "refresh daily at";
        SensitiveTag "tag … sensitive";
        Approval "requires approval by";
        Review "review every";
        Segment "segment";
        Define "define";
        Drop "drop T";
        Route "route";
        RouteTargets "route to T, T";
        RouteCapacity "route … capacity";
        RouteElse "route else";
    }
    "rules and actions" ACTS {
        RuleOnEvent "rule on E";
        RuleOnFirst "rule on E if first";
        Guard "rule on E if C";
        RuleOnCondition "rule when C";
        OnLate "on late notify";
        OnBackfill "on backfill notify";
        Add "add T";
        AddFor "add T for D";
        AddForRenew "add T for D renew";
        AddUntil "add T until DATE";
        AddMember "add G/{p}";
        Remove "remove T";
        RemoveMember "remove G/{p}";
        Move "move G to T";
        SetValue "set T value";
        Increment "increment T";
        Raise "raise";
        Lower "lower";
        Suggest "suggest T";
        SuggestConfidence "suggest T confidence c";
        ProposeAdd "propose add T";
        ProposeRemove "propose remove T";
        Emit "emit N";
        EmitWith "emit N {k: v}";
        EmitOncePer "at most once per D";
        EmitQuiet "quiet";
        Notify "notify";
    }
    "tests and comments" SAID {
        Test "test";
        GivenCreated "given A created";
        GivenEvent "given A E";
        GivenProperty "given A E {p: v}";
        GivenSet "given A a = v";
        GivenElements "given A a = (x, y)";
        GivenClear "given A a is missing";
        GivenAdd "given A add T";
        GivenRemove "given A remove T";
        AtDate "at DATE";
        AtInstant "at INSTANT";
        Later "D later";
        AtThatInstant "expect without a time";
        ExpectCondition "expect A C";
        ExpectEmitted "expect A emitted N";
        ExpectEmittedTimes "expect A emitted N = n";
        CommentBefore "comment before";
        CommentBehind "comment behind";
        CommentAtEnd "comment at the end";
        BlankLine "blank line";
    }
    "records" HAPPENS {
        CustomerCreated "customer created";
        AttributeSet "attribute set";
        AttributeCleared "attribute cleared";
        EventHappened "event";
        EventWithId "event with an id";
        EventWithPropertiesHappened "event with properties";
        Sequenced "sequence of the host";
        TagAdded "tag added";
        TagAddedFor "tag added for D";
        TagAddedUntil "tag added until an instant or date";
        TagRenewed "tag added, renew";
        TagRemoved "tag removed";
        Pinned "tag pinned";
        Unpinned "pin gone";
        Banned "tag banned";
        Unbanned "ban gone";
        Imported "by an import";
        ByPerson "by a person";
        Merged "customers merged";
    }
    "what comes of it" HAPPENS {
        CauseEvent "cause event";
        CauseRule "cause rule";
        CauseTime "cause time";
        CauseAttribute "cause attribute";
        CauseCreated "cause created";
        CausePerson "cause person";
        CauseImport "cause import";
        CauseExpired "cause expired";
        CauseExclusiveGroup "cause exclusive-group";
        CauseMerge "cause merge";
        CauseLate "cause late";
        CauseHandbook "cause handbook";
        CauseVacancy "cause vacancy";
        ChangeGained "change gained";
        ChangeLost "change lost";
        ChangeEmitted "change emitted";
        ChangeValue "change value";
        ChangeSuggested "change suggested";
        ChangeProposed "change proposed";
        ChangeNotified "change notified";
        ChangeDeclined "change declined";
        ChangeRouted "change routed";
        ChangeUnrouted "change unrouted";
        Duplicates "duplicates are counted";
        TooLate "too late is counted";
        Waiting "later records wait";
    }
    "what is done to all" HAPPENS {
        Erase "erase";
        LoadAgain "another handbook";
    }
    "what hosts do" DONE {
        ClockOfEvents "clock of events";
        MaxJump "bound on jumps";
        MaxChanges "bound on changes of a step";
        MaxCustomerRecords "bound on a customer's records";
        MaxEarlierHandbooks "bound on earlier handbooks";
        MaxOpenTags "bound on a customer's tags of open groups";
        MaxWaiting "bound on waiting records";
        MaxBatch "bound on batches";
        Lateness "lateness set";
        FeedKept "feed bounded";
        LoadJson "handbook as JSON";
        RunTests "tests run";
        Query "query";
        FeedRead "feed read";
        Printed "printed";
        Refused "refused with a code";
    }
}
