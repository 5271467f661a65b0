use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal, $en:literal, $zh:literal;)*) => {
        /// The stable code of a diagnostic. Messages may change between releases; codes do not.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code { $(#[doc = $en] $variant,)* }

        impl Code {
            /// All codes, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The code as it is shown and compared, such as `unknown-tag`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// What it stands for, in one sentence (English, Chinese).
            #[must_use]
            pub const fn summary(self) -> (&'static str, &'static str) {
                match self { $(Self::$variant => ($en, $zh),)* }
            }
        }
    };
}

codes! {
    Syntax = "syntax", "The text does not follow the grammar at this place.", "此处不合语法。";
    MissingComparator = "missing-comparator", "A number stands where a comparison should, but nothing says how to compare.", "有数字，却没有说明如何与它比较。";
    InvalidNumber = "invalid-number", "A number is too large, has too many decimal places, or can be read in two ways.", "数字过大、小数位过多，或有歧义。";
    InvalidDate = "invalid-date", "A date or a time of day does not exist.", "日期或时刻不存在。";
    InvalidText = "invalid-text", "A quoted text holds an unknown escape, or is no word or target.", "引号内有无法识别的转义，或不是词语、去处。";
    SourceTooLarge = "source-too-large", "The text is longer than the limit.", "文本超过长度上限。";
    TooDeep = "too-deep", "Brackets or negations are nested deeper than the limit.", "括号或否定嵌套过深。";
    TooManyNodes = "too-many-nodes", "The handbook has more parts than the limit.", "手册的内容超过数量上限。";
    ListTooLong = "list-too-long", "A list has more members than the limit.", "列表成员超过上限。";
    WindowTooLong = "window-too-long", "A window or duration is zero or longer than the limit.", "时间窗口为零或超过上限。";
    EmptyWindow = "empty-window", "A window ends before it begins.", "时间窗口的终点早于起点。";
    UnfitWindow = "unfit-window", "A mean per period needs a rolling window of whole such periods.", "周期平均需要由整数个周期组成的滚动窗口。";
    UnfitCount = "unfit-count", "None of the conditions or slices are asked for, or more than there are.", "要求的条件数或时段数为零，或多于其总数。";
    SequenceTooLong = "sequence-too-long", "A sequence has more events, or a window more slices, than the limit.", "序列的事件数或窗口的时段数超过上限。";
    TooManyNames = "too-many-names", "More events of a sequence have names than can be matched in time.", "序列中起名的事件过多。";
    TooManyErrors = "too-many-errors", "There are more errors than are reported.", "错误过多，其余未列出。";
    UnknownTimezone = "unknown-timezone", "The time zone is not in the IANA database.", "时区不在 IANA 时区库中。";
    UnknownAttribute = "unknown-attribute", "No attribute has this name.", "没有这个属性。";
    UnknownEvent = "unknown-event", "No event type or class has this name.", "没有这个事件。";
    UnknownProperty = "unknown-property", "The event has no property of this name.", "该事件没有这个属性。";
    UnknownGroup = "unknown-group", "No group has this name.", "没有这个分组。";
    UnknownTag = "unknown-tag", "No tag has this name.", "没有这个标签。";
    UnknownSegment = "unknown-segment", "No segment has this name.", "没有这个人群。";
    UnknownRule = "unknown-rule", "No rule has this name.", "没有这条规则。";
    UnknownStep = "unknown-step", "No earlier event of the pattern has this name.", "模式中前面没有叫这个名字的事件。";
    UnknownKeywords = "unknown-keywords", "No list of words before this place has this name.", "此处之前没有这个词库。";
    UnknownMember = "unknown-member", "The enum has no member of this name.", "枚举中没有这个值。";
    DuplicateName = "duplicate-name", "Two things of one kind have the same name.", "同类事物重名。";
    AmbiguousName = "ambiguous-name", "Several tags or groups have this name; its path is needed.", "多个标签或分组同名，需写出路径。";
    TypeMismatch = "type-mismatch", "A value of one type stands where another is needed.", "类型不符。";
    NotABool = "not-a-bool", "Only a named condition or a bool attribute can stand alone as a condition.", "只有具名条件和布尔属性可以单独作条件。";
    NotInFilter = "not-in-filter", "A filter can only look at the event's own properties.", "筛选只能使用该事件自己的属性。";
    NestedPast = "nested-past", "`for` stands inside `for`, or `until` inside another condition.", "“持续”之内又有“持续”，或“直到”用在别的条件之内。";
    MisplacedOtherwise = "misplaced-otherwise", "`otherwise` needs an exclusive group, and at most one tag of it.", "“否则”只能用于互斥分组，且至多一个标签。";
    MisplacedElse = "misplaced-else", "A line of a route stands behind `else`: nobody reaches it.", "分流中“否则”之后还有别的行，没有客户会到达。";
    AssignsDefinedTag = "assigns-defined-tag", "A rule adds or removes a tag that has a definition.", "规则增删了有定义的标签。";
    UnfitProperty = "unfit-property", "A property does not fit the tag or group that it is said of.", "属性与所在的标签或分组不符。";
    MissingOtherwise = "missing-otherwise", "A required group has no tag for when no other holds.", "必选分组缺少“否则”标签。";
    UnfitAction = "unfit-action", "An action does not fit the tag or group that it acts on.", "动作与所作用的标签或分组不符。";
    NoTagValue = "no-tag-value", "A value is asked of, or given to, a tag that carries none.", "标签不带值，却读取或设置了它的值。";
    OpenGroup = "open-group", "All tags of a group are asked for that has no last one, because it is open.", "要求拥有开放分组的全部标签，而它没有最后一个。";
    DropsDeclared = "drops-declared", "A tag is dropped that the handbook declares, or an old name of one.", "删除了手册中声明的标签，或其原名。";
    Cycle = "cycle", "Definitions depend on one another in a circle.", "定义互相依赖成环。";
    UnwritableName = "unwritable-name", "A name is empty or holds a backtick, a slash or a control character.", "名称为空，或含有反引号、斜杠、控制字符。";
    TooManySteps = "too-many-steps", "A test has more steps than the limit.", "测试的步骤超过上限。";
    StepOutOfOrder = "step-out-of-order", "A step of a test is earlier than the one before, or follows none.", "测试的步骤早于上一步，或没有上一步。";
    UnknownEmit = "unknown-emit", "No rule emits this.", "没有规则触发它。";
    NeverTrue = "never-true", "A condition is never true (a warning).", "条件恒假（警告）。";
    AlwaysTrue = "always-true", "A condition is always true (a warning).", "条件恒真（警告）。";
    SameDefinition = "same-definition", "Two definitions say the same (a warning).", "两个定义含义相同（警告）。";
    ShadowedTag = "shadowed-tag", "Wherever a tag's definition is true, that of an earlier tag of its exclusive group is too (a warning).", "互斥分组中，标签的定义成立时，前面标签的定义也成立（警告）。";
    ThresholdGap = "threshold-gap", "The tags of an exclusive group leave a gap between their thresholds (a warning).", "互斥分组的阈值之间有空档（警告）。";
    ThresholdOverlap = "threshold-overlap", "Two tags of an exclusive group are true of one value, and neither of all values of the other (a warning).", "互斥分组中，两个标签的取值范围相交而互不包含（警告）。";
    NeedlessPart = "needless-part", "A part of an `and` or `or` makes no difference (a warning).", "“且”或“或”中有一部分不影响结果（警告）。";
    AnyValue = "any-value", "A comparison is true of every value that there can be (a warning).", "任何取值都满足的比较（警告）。";
    MissingOwner = "missing-owner", "A tag with a definition has no owner, though most have (a warning).", "多数有定义的标签有负责人，而这个没有（警告）。";
    UnusedName = "unused-name", "Something is declared and never used (a warning).", "声明后从未使用（警告）。";
    DeepGroup = "deep-group", "A group is more than three levels deep (a warning).", "分组超过三层（警告）。";
    InvalidJson = "invalid-json", "The JSON is broken, or is not a handbook.", "JSON 有误，或不是手册。";
    UnknownVersion = "unknown-version", "The JSON is of a version that is not known here.", "不认识的 JSON 版本。";
    UnwritableTree = "unwritable-tree", "A declaration that came as JSON, or was built by a program, cannot be written as text.", "以 JSON 或程序给出的声明无法写成文本。";
    Internal = "internal", "A fault of tagora itself; please report it.", "tagora 自身的错误，请反馈。";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
