//! The words of the language: one table from which the printer, the language reference and completion lists
//! come, and against which a test holds the grammar.

use crate::language::Language;

/// What kind of word it is, for lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// Begins or belongs to a declaration.
    Declaration,
    /// A type of attribute or property.
    Type,
    /// Part of a condition.
    Condition,
    /// Compares.
    Comparison,
    /// A function of events.
    Function,
    /// A unit of time.
    Unit,
    /// What a rule does.
    Action,
}

macro_rules! words {
    ($($name:ident $part:ident [$($en:literal),+] [$($zh:literal),*] $doc_en:literal $doc_zh:literal;)*) => {
        /// A word by what it means.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Word { $(#[doc = $doc_en] $name,)* }

        impl Word {
            /// Every word.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// What kind of word it is.
            #[must_use]
            pub const fn part(self) -> Part {
                match self { $(Self::$name => Part::$part,)* }
            }

            /// How it may be written in a language, the printed form first. Empty where the language needs no word.
            #[must_use]
            pub const fn spellings(self, language: Language) -> &'static [&'static str] {
                match (self, language) {
                    $((Self::$name, Language::English) => &[$($en),+], (Self::$name, Language::Chinese) => &[$($zh),*],)*
                }
            }

            /// What it means, in one line.
            #[must_use]
            pub const fn about(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$name, Language::English) => $doc_en, (Self::$name, Language::Chinese) => $doc_zh,)*
                }
            }
        }
    };
}

words! {
    Timezone Declaration ["timezone"] ["时区"] "the zone in which months and dates are meant" "按哪个时区理解月份和日期";
    CustomerTimezone Declaration ["timezone of customer"] ["客户时区"] "the attribute that holds a customer's own zone" "存放客户自己时区的属性";
    Attribute Declaration ["attribute"] ["属性"] "something known of a customer" "客户的一项资料";
    Sensitive Declaration ["sensitive"] ["敏感"] "personal data that needs care" "需要保护的个人信息";
    Event Declaration ["event"] ["事件"] "something that happens to a customer, or a class of such" "客户身上发生的事，或一类事件";
    Keywords Declaration ["keywords"] ["词库"] "a list of words" "一组词语";
    Parameter Declaration ["parameter"] ["参数"] "a value, or a table of values, with a name" "给一个值或一张取值表起的名称";
    Else Declaration ["else"] ["否则"] "the value for what the table does not name" "表中没有列出时的值";
    Group Declaration ["group"] ["分组"] "a group of tags" "一组标签";
    Exclusive Declaration ["exclusive"] ["互斥"] "at most one of the group's tags at a time" "同一时刻至多一个标签";
    Required Declaration ["required"] ["必选"] "at least one of the exclusive group's tags" "互斥分组中必有一个标签";
    Levels Declaration ["levels"] ["级别"] "the group's tags from the lowest to the highest" "分组中的标签从低到高";
    Open Declaration ["open"] ["开放"] "rules may give tags of the group that are not declared" "规则可添加未声明的组内标签";
    AtMost Declaration ["at most"] ["至多"] "so many of the group's tags for a customer" "每位客户持有的组内标签数上限";
    Tag Declaration ["tag"] ["标签"] "a tag" "标签";
    Belongs Declaration ["in"] ["属于"] "the group a tag belongs to" "标签所属的分组";
    Color Declaration ["color"] ["颜色"] "a tag's colour" "标签颜色";
    Weight Declaration ["weight"] ["权重"] "how much a tag counts" "标签权重";
    Owner Declaration ["owner"] ["负责人"] "who answers for a tag" "标签负责人";
    Note Declaration ["note"] ["备注"] "what a tag is for" "标签用途";
    Kind Declaration ["kind"] ["类型"] "what a tag rests on" "标签依据什么";
    Fact Declaration ["fact"] ["事实"] "something known for sure" "确知的事实";
    Behaviour Declaration ["behaviour", "behavior"] ["行为"] "what the customer did" "客户的行为";
    Model Declaration ["model"] ["模型"] "a model of several inputs" "由多项指标组成的模型";
    Prediction Declaration ["prediction"] ["预测"] "what is likely to come" "对将来的预测";
    Core Declaration ["core"] ["核心"] "a tag that everybody uses" "人人使用的标签";
    Extended Declaration ["extended"] ["扩展"] "a tag that some use" "部分人使用的标签";
    Temporary Declaration ["temporary"] ["临时"] "a tag that goes when its purpose is over" "用完即止的标签";
    Value Declaration ["value"] ["取值"] "the type of value that a tag carries for each customer" "标签为每位客户记录的值的类型";
    NumberValue Declaration ["number"] ["数字"] "exact numbers" "精确的数字";
    LevelValue Declaration ["level"] ["级别"] "one of some names, from the lowest to the highest" "从低到高的若干名称之一";
    Valid Declaration ["valid"] ["有效期"] "how long an assignment lasts" "打标后的有效时间";
    Renew Declaration ["renew"] ["可续期"] "adding again begins the time anew" "再次添加则重新计时";
    UntilDate Declaration ["until"] ["截至"] "the last day, included" "最后一天，含当天";
    Formerly Declaration ["formerly"] ["原名"] "what the tag was called before; of several, what became one" "标签以前的名称；多个则合并为一";
    Refresh Declaration ["refresh daily at"] ["每天", "每日"] "the time of day at which the definition is worked out anew" "每天重新计算定义的时刻";
    RefreshEnd Declaration ["refresh"] ["刷新"] "stands behind that time" "写在该时刻之后";
    RequiresApproval Declaration ["requires approval by"] ["须经"] "the role that must approve the tag's assignments" "打标须由该角色审批";
    Approval Declaration ["approval"] ["审批"] "stands behind that role" "写在该角色之后";
    Review Declaration ["review every"] ["复核周期"] "how often the tag is looked over" "多久复核一次标签";
    When Declaration ["when"] ["当"] "held exactly while the condition is true" "条件成立期间持有";
    Otherwise Declaration ["otherwise"] ["否则"] "held while no other tag of the exclusive group is" "互斥分组中无其他标签时持有";
    Rule Declaration ["rule"] ["规则"] "what to do when something happens" "发生某事时做什么";
    On Declaration ["on"] ["每当"] "the event that sets a rule off" "触发规则的事件";
    If Declaration ["if"] ["若", "如果"] "what must also be true then" "此时还须成立的条件";
    First Declaration ["first"] ["首次"] "only the customer's first such event; first(…) is its instant" "只算客户第一次这样的事件；也指其时刻";
    Then Declaration ["then"] ["则"] "what a rule does" "规则的动作";
    OnLate Declaration ["on late notify"] ["迟到也通知"] "the rule also tells what a late record sets off" "迟到的记录触发时也告知";
    OnBackfill Declaration ["on backfill notify"] ["补算也通知"] "the rule also fires for what a new handbook makes true" "新手册使条件成立时也触发";
    Define Declaration ["define"] ["定义"] "a named condition" "给条件起的名称";
    As Declaration ["as"] ["为"] "what the name stands for" "名称所指的条件";
    Drop Declaration ["drop"] ["删除"] "tags that the handbook no longer has, though customers do" "手册不再保留、但客户仍持有的标签";
    Segment Declaration ["segment"] ["人群"] "a named set of customers" "命名的客户集合";
    Route Declaration ["route"] ["分流"] "where customers go" "客户去往哪里";
    ElseRoute Declaration ["else"] ["否则"] "where those go whom no line before takes" "前面各行都不接收时的去处";
    Capacity Declaration ["capacity"] ["上限"] "how many customers each of the targets takes" "每个去处至多接收的客户数";

    Test Declaration ["test"] ["测试"] "what is expected of the handbook, with an example" "用例子说明手册应有的结果";
    Given Declaration ["given"] ["假设"] "what happens to a customer in a test" "测试中客户身上发生的事";
    Expect Declaration ["expect"] ["预期"] "what must be true of a customer in a test" "测试中客户应满足的条件";
    At Declaration ["at"] ["于"] "when a step of a test is" "测试步骤的时间";
    Later Declaration ["later"] ["后", "之后", "以后"] "so long after the step before" "在上一步之后这么久";
    Created Declaration ["created"] ["建档"] "the customer becomes known" "客户建档";
    Emitted Declaration ["emitted"] ["触发"] "rules have told the host so by then" "规则至此触发过";

    Int Type ["int"] ["整数"] "whole numbers" "整数";
    Decimal Type ["decimal"] ["小数"] "exact numbers with that many places" "精确小数，括号内为小数位数";
    Float Type ["float"] ["浮点"] "binary floating point" "二进制浮点数";
    Bool Type ["bool"] ["布尔"] "true or false" "真或假";
    Text Type ["text"] ["文本"] "any text" "任意文本";
    Enum Type ["enum"] ["枚举"] "one of a list of names" "列举的名称之一";
    Date Type ["date"] ["日期"] "a day of the calendar" "日历上的一天";
    Instant Type ["instant"] ["时刻"] "an instant, to the millisecond" "精确到毫秒的时刻";
    Duration Type ["duration"] ["时长"] "a length of time" "一段时间的长度";
    SetOf Type ["set of"] ["集合"] "several different values of one kind, or none" "若干不同的值，也可以没有";

    And Condition ["and"] ["且", "并且"] "both are true" "两者都成立";
    Or Condition ["or"] ["或", "或者"] "one of them is true" "至少一个成立";
    Not Condition ["not"] ["非"] "it is not true" "不成立";
    Did Condition ["did"] [] "it happened; in Chinese 过 behind the event" "发生过，写作“购买过”";
    Happened Condition ["did"] ["过"] "it happened" "发生过";
    No Condition ["no"] ["未"] "it did not happen" "没有发生";
    Never Condition ["never did"] ["从未"] "it did not happen in the whole history" "全部历史中没有发生";
    Where Condition ["where"] [] "only events with such properties; in Chinese in parentheses" "只看符合条件的事件，写在括号里";
    In Condition ["in"] ["在", "属于"] "inside a window; one of a list" "在时间窗口内；是列表之一";
    NotIn Condition ["not in"] ["不属于", "不在"] "none of a list" "不是列表中的任何一个";
    Last Condition ["last"] ["最近", "过去", "近"] "the window that ends now; last(…) is the instant of the latest event" "到此刻为止的时间窗口";
    CalendarDays Condition ["calendar days", "calendar day"] ["个自然日", "自然日"] "today and the days before it" "今天及之前的若干天";
    Today Condition ["today"] ["今天"] "since the day began" "今天零点以来";
    Yesterday Condition ["yesterday"] ["昨天"] "the day before today" "昨天整天";
    ThisWeek Condition ["this week"] ["本周"] "since Monday began" "本周一零点以来";
    ThisMonth Condition ["this month"] ["本月"] "since the month began" "本月初以来";
    ThisQuarter Condition ["this quarter"] ["本季度"] "since the quarter began" "本季度初以来";
    ThisYear Condition ["this year"] ["今年", "本年"] "since the year began" "今年初以来";
    PreviousWeek Condition ["previous week"] ["上周"] "the week before this one, Monday to Sunday" "上周一至周日";
    PreviousMonth Condition ["previous month"] ["上月", "上个月"] "the whole month before this one" "上个月整月";
    PreviousQuarter Condition ["previous quarter"] ["上季度"] "the whole quarter before this one" "上季度整季";
    PreviousYear Condition ["previous year"] ["去年"] "the whole year before this one" "去年整年";
    From Condition ["from"] ["从"] "the first day of a window" "窗口的第一天";
    To Condition ["to"] ["到", "至"] "the last day of a window, included" "窗口的最后一天，含当天";
    Within Condition ["last"] ["内", "以内", "之内"] "may stand behind a window" "可写在时间窗口之后";
    Latest Condition ["last"] ["最后一次", "最近一次"] "the instant of the latest event" "最后一次的时刻";
    MoreThan Condition ["more than"] ["距今"] "so long ago or longer" "距今这么久或更久";
    Since Condition ["since"] ["自"] "the window behind an event" "某一事件之后的时间窗口";
    UntilNow Condition ["since"] ["以来"] "ends such a window; in English nothing does" "写在该事件之后";
    Ago Condition ["ago"] ["以前", "前"] "before now" "此刻以前";
    AtLeastOf Condition ["at least"] ["至少满足"] "so many of a list of conditions are true" "列表中至少这么多个条件成立";
    Has Condition ["has"] ["有"] "the customer has the tag" "客户持有标签";
    HasNot Condition ["not"] ["没有"] "the customer does not have the tag" "客户没有该标签";
    AnyOf Condition ["any of"] ["含任一标签"] "at least one of the tags" "至少一个标签";
    AllOf Condition ["all of"] ["含全部标签"] "all of the tags" "全部标签";
    NoneOf Condition ["none of"] ["不含标签"] "not one of the tags" "一个标签也没有";
    InSegment Condition ["in"] ["属于"] "the customer is in the segment" "客户属于该人群";
    NotInSegment Condition ["not in"] ["不属于"] "the customer is not in the segment" "客户不属于该人群";
    Between Condition ["between"] ["介于"] "from the one to the other, both included" "在两者之间，含两端";
    BetweenAnd Condition ["and"] ["和", "到", "至", "与"] "stands between the two ends" "连接两端";
    BetweenEnd Condition ["between"] ["之间"] "may stand behind the two ends" "可写在两端之后";
    Contains Condition ["contains"] ["包含"] "the text occurs in it, letter for letter" "逐字含有该文本";
    NotContains Condition ["not contains"] ["不包含"] "the text does not occur in it" "不含有该文本";
    StartsWith Condition ["starts with"] ["开头是"] "it begins with the text" "以该文本开头";
    Mentions Condition ["mentions"] ["提到"] "the text occurs in it, whatever the case and width of letters" "含有该文本，不计大小写和全半角";
    Either Condition ["any of"] ["任一"] "at least one of the words" "至少一个词";
    Every Condition ["all of"] ["全部"] "every one of the words" "每一个词";
    Exactly Condition ["exactly"] [] "the whole text is the word; in Chinese 全文是" "全文就是该词，写作“全文是”";
    Whole Condition ["exactly"] ["全文是"] "the whole text is the word" "全文就是该词";
    OneOf Condition ["one of"] [] "the whole text is one of the words" "全文是其中一个词";
    Unless Condition ["unless"] ["排除"] "not as part of these phrases" "词在这些短语之内时不算";
    Characters Condition ["characters", "character"] ["字"] "how far two words are apart" "两个词之间的字数";
    With Condition ["of"] ["与", "和"] "stands before the second word" "连接两个词";
    Apart Condition ["within"] ["相距"] "how far two words are apart" "两个词的距离";
    IncludesAny Condition ["has any of"] ["含任一"] "at least one of them is in the set" "集合中至少有其中一个";
    IncludesAll Condition ["has all of"] ["同时含"] "all of them are in the set" "集合中有其中每一个";
    IncludesNone Condition ["has none of"] ["不含"] "there is a set, and none of them is in it" "集合有值，且没有其中任何一个";
    Includes Condition ["has"] ["含"] "it is in the set" "集合中有它";
    SetBy Condition ["set by"] ["由"] "what makes the customer hold the tag was given so" "客户持有标签，是这样给的";
    Import Condition ["import"] ["导入"] "an import; with a text, from this source" "导入；后面写文本，即来自该来源";
    Missing Condition ["is missing"] ["为空"] "there is no value" "没有值";
    NotMissing Condition ["is not missing"] ["不为空"] "there is a value" "有值";
    Sequence Condition ["sequence"] ["依次"] "these events, one after another" "这些事件依次发生";
    Repeated Condition ["sequence"] ["连续"] "the same event so many times" "同一事件发生多次";
    Times Condition ["x"] ["次"] "how often an event of a sequence repeats" "序列中某事件的次数";
    SoCalled Condition ["as"] [] "gives an event of a pattern a name that filters behind it may use; in Chinese 记为 in parentheses" "给事件起名，供后面的筛选使用，写作“记为”";
    Called Condition ["as"] ["记为"] "gives an event of a pattern a name" "给事件起名";
    WithinOf Condition ["within"] [] "from the first event to the last; in Chinese 内 behind the duration" "首末两个事件的最大间隔，写在时长之后";
    Without Condition ["without"] ["期间未"] "none of these lies between the first event and the last" "首末两个事件之间没有发生";
    After Condition ["within"] ["后"] "so long after an event" "某事件之后的时长";
    StillNot Condition ["and still not"] ["仍未"] "nor since then" "直到现在也没有发生";
    OpenPairs Condition ["open"] ["未闭合"] "an event that no other has closed" "尚未被另一事件闭合的事件";
    Oldest Condition ["oldest"] ["最早"] "the instant of the first event that is still open" "最早一个未闭合事件的时刻";
    By Condition ["by"] ["按"] "the property that must agree; the period of a streak; what a parameter is looked up by" "须相同的属性；连续的周期；参数按什么查";
    Dwell Condition ["for"] ["持续"] "true for so long without a break" "一直成立了这么久";
    Until Condition ["until"] ["直到"] "what turns it off" "何时结束";
    Gained Condition ["gained"] ["新增"] "the customer came to hold the tag" "客户得到标签";
    Lost Condition ["lost"] ["失去"] "the customer ceased to hold the tag" "客户失去标签";
    TimesTurned Condition ["times"] ["次数"] "how many times the tag came or went" "标签得失的次数";
    Changed Condition ["changed"] ["有变化"] "the attribute got another value" "属性的值变了";
    Became Condition ["to"] ["变为"] "the value that it got" "变成的值";
    NoLonger Condition ["changed from"] ["不再是"] "the value that it had" "原来的值";
    NoTagIn Condition ["no tag in"] ["无标签"] "not one tag of the group" "没有分组中的任何标签";
    TagsIn Condition ["tags in"] ["标签数"] "how many tags of the group" "持有分组中的几个标签";
    Ahead Condition ["within next", "in next"] ["在未来", "在 未来"] "still to come, and at most so far off" "还没到，且不超过这么久";
    Anniversary Condition ["anniversary"] ["周年"] "the same day of every later year" "以后每年的这一天";
    Early Condition ["within next"] ["提前"] "at most so long before" "至多提前这么久";
    IsToday Condition ["is today"] ["是今天"] "it is the day" "就是今天";
    TodayIs Condition ["today is"] ["今天是"] "what day it is" "今天是什么日子";
    DayOfMonth Condition ["day of month", "day"] ["每月"] "the day of the month" "每月的某日，也可写“号”";
    LastOfMonth Condition ["last day of month"] ["每月最后一天"] "the last day of the month" "每月的最后一天";
    Monday Condition ["monday"] ["周一", "星期一"] "Monday" "星期一";
    Tuesday Condition ["tuesday"] ["周二", "星期二"] "Tuesday" "星期二";
    Wednesday Condition ["wednesday"] ["周三", "星期三"] "Wednesday" "星期三";
    Thursday Condition ["thursday"] ["周四", "星期四"] "Thursday" "星期四";
    Friday Condition ["friday"] ["周五", "星期五"] "Friday" "星期五";
    Saturday Condition ["saturday"] ["周六", "星期六"] "Saturday" "星期六";
    Sunday Condition ["sunday"] ["周日", "星期日", "星期天"] "Sunday" "星期日";
    YearsSince Condition ["years since"] ["至今年数"] "whole years since then" "到现在满几年";
    MonthsSince Condition ["months since"] ["至今月数"] "whole months since then" "到现在满几个月";
    WeeksSince Condition ["weeks since"] ["至今周数"] "whole weeks since then" "到现在满几周";
    DaysSince Condition ["days since"] ["至今天数"] "whole days since then" "到现在满几天";
    SoFar Condition ["since"] ["至今"] "whole units since then, written with a length of time" "到现在满多久，后面写时长";
    True Condition ["true"] ["真"] "true" "真";
    False Condition ["false"] ["假"] "false" "假";

    Ge Comparison [">=", "≥"] ["至少", "满", "不少于", "不低于", "不小于", "大于等于", "以上"] "at least" "大于或等于；“以上”写在数字之后";
    Gt Comparison [">"] ["超过", "多于", "高于", "大于"] "more than" "大于";
    Le Comparison ["<=", "≤"] ["至多", "不超过", "不多于", "不高于", "不大于", "小于等于", "以内", "以下"] "at most" "小于或等于；“以内”“以下”写在数字之后";
    Lt Comparison ["<"] ["少于", "不足", "不满", "低于", "小于"] "less than" "小于";
    Front Comparison ["<"] ["前"] "less than, of a percentage" "小于，后面写百分比";
    Eq Comparison ["=", "=="] ["是", "等于", "恰好"] "equal" "等于";
    Ne Comparison ["!=", "≠"] ["不是", "不等于"] "different; a missing value is not different" "不等于；空值不算不等于";

    Bucket Function ["bucket"] ["分桶"] "where the customer stands when all are divided by chance, from 0% to 100%" "把全部客户随机划分时客户所处的位置，从 0% 到 100%";
    Count Function ["count"] ["次数"] "how many events" "事件次数";
    Sum Function ["sum"] ["合计"] "the total of a property; 0 over nothing" "合计；没有事件时为 0";
    Avg Function ["avg"] ["平均"] "the exact mean; no value over nothing" "精确平均；没有事件时无值";
    Min Function ["min"] ["最小"] "the smallest; no value over nothing" "最小值；没有事件时无值";
    Max Function ["max"] ["最大"] "the largest; no value over nothing" "最大值；没有事件时无值";
    Median Function ["median"] ["中位数"] "the middle one, or the mean of the middle two; no value over nothing" "中位数；没有事件时无值";
    Distinct Function ["distinct"] ["去重数"] "how many different values" "不同取值的个数";
    Mode Function ["mode"] ["最常见"] "the most frequent value, of several the one seen latest" "最常见的值；并列时取最近出现的";
    TagValue Function ["value"] ["的值"] "the value of a tag; none if the tag is not held" "标签的值；未持有时无值";
    SizeOf Function ["size of"] ["个数"] "how many elements a set has" "集合中有几个元素";
    ActiveDays Function ["active_days"] ["天数"] "on how many days of the calendar" "在多少个自然日发生过";
    Daily Function ["daily"] ["日均"] "a count per day of the window" "窗口内每天平均次数";
    Weekly Function ["weekly"] ["周均"] "a count per week of the window" "窗口内每周平均次数";
    Monthly Function ["monthly"] ["月均"] "a count per month of the window" "窗口内每月平均次数";
    Yearly Function ["yearly"] ["年均"] "a count per year of the window" "窗口内每年平均次数";

    Streak Function ["streak"] [] "how many periods in a row, up to this one or the one before" "到当前或上一个周期为止连续多少个周期";
    StreakDays Function ["streak"] ["连续天数"] "how many days in a row" "连续多少天";
    StreakWeeks Function ["streak"] ["连续周数"] "how many weeks in a row" "连续多少周";
    StreakMonths Function ["streak"] ["连续月数"] "how many months in a row" "连续多少个月";

    Milliseconds Unit ["milliseconds", "millisecond"] ["毫秒"] "1/1000 of a second" "千分之一秒";
    Seconds Unit ["seconds", "second"] ["秒", "秒钟"] "1,000 milliseconds" "1000 毫秒";
    Minutes Unit ["minutes", "minute"] ["分钟"] "60 seconds" "60 秒";
    Hours Unit ["hours", "hour"] ["小时", "个小时"] "60 minutes" "60 分钟";
    Days Unit ["days", "day"] ["天", "日"] "24 hours exactly" "整 24 小时";
    Weeks Unit ["weeks", "week"] ["周", "星期", "个星期"] "7 days" "7 天";
    Months Unit ["months", "month"] ["个月"] "calendar months" "日历月；半年是 6 个月";
    Years Unit ["years", "year"] ["年"] "12 calendar months" "12 个日历月";

    Add Action ["add"] ["添加"] "give the customer a tag" "给客户加标签";
    Remove Action ["remove"] ["移除"] "take a tag away" "移除标签";
    For Action ["for"] ["有效期"] "how long this assignment lasts" "此次打标的有效时间";
    Move Action ["move"] ["变更"] "give one tag of an exclusive group and take the others away" "换成互斥分组中的另一个标签";
    Into Action ["to"] ["为"] "the tag of the group that is given" "换成的标签";
    Set Action ["set"] ["设置"] "give a tag a value" "给标签赋值";
    ToValue Action ["value"] ["值为"] "the value" "所赋的值";
    Increment Action ["increment"] ["累加"] "one more, of a tag that counts" "计数标签加一";
    Raise Action ["raise"] ["提升"] "one level up" "升一级";
    Lower Action ["lower"] ["降低"] "one level down" "降一级";
    Suggest Action ["suggest"] ["建议"] "tell the host that a person may want to give the tag" "建议由人打上该标签";
    Confidence Action ["confidence"] ["置信度"] "how sure a suggestion is, from 0 to 1" "建议的把握，0 到 1";
    Propose Action ["propose"] ["申请"] "ask for approval to give or take a tag" "申请添加或移除标签";
    Emit Action ["emit"] ["触发"] "tell the host" "通知宿主程序";
    OncePer Action ["at most once per"] ["每"] "the rule tells it a customer at most once in that time" "该时间内对同一客户至多一次";
    AtMostOnce Action ["at most once"] ["至多一次"] "stands behind that time" "写在该时间之后";
    Quiet Action ["quiet"] ["免打扰"] "the time of day in which it waits" "一天中暂缓的时段";
    Notify Action ["notify"] ["通知"] "tell the host that a team should know" "告知某个团队";
}

impl Word {
    /// The form in which it is printed.
    #[must_use]
    pub fn printed(self, language: Language) -> &'static str {
        self.spellings(language).first().copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::parse::GRAMMAR;

    /// What stands in the grammar but is no word: signs, numerals, counting words, suffixes of names.
    const NOT_WORDS: &str = "号零〇一二两三四五六七八九十百千万亿次元岁分钟个月人件笔块条名位遍半年天数BOM";

    fn quoted_words() -> BTreeSet<String> {
        let code: String =
            GRAMMAR.lines().map(|l| l.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n").replace("\\\"", "");
        let words: BTreeSet<String> = code
            .split('"')
            .skip(1)
            .step_by(2)
            .filter(|w| w.chars().all(char::is_alphabetic) && w.chars().any(|c| !NOT_WORDS.contains(c)))
            .map(str::to_owned)
            .collect();
        assert!(words.len() > 120, "found only {} words in the grammar", words.len());
        words
    }

    #[test]
    fn every_word_stands_in_the_grammar() {
        let grammar = quoted_words();
        for word in Word::ALL {
            for language in Language::ALL {
                for spelling in word.spellings(language).iter().flat_map(|s| s.split(' ')) {
                    let is_word = spelling.chars().all(char::is_alphabetic) && spelling.chars().any(|c| !NOT_WORDS.contains(c));
                    assert!(!is_word || grammar.contains(spelling), "`{spelling}` ({word:?}) is not in the grammar");
                }
            }
        }
    }

    #[test]
    fn every_word_of_the_grammar_is_in_the_table() {
        let table: BTreeSet<&str> =
            Word::ALL.iter().flat_map(|w| Language::ALL.map(|l| w.spellings(l))).flatten().flat_map(|s| s.split(' ')).collect();
        // 去 only keeps 过去 apart from 过; T separates a date from a time.
        let missing: Vec<String> =
            quoted_words().into_iter().filter(|w| !table.contains(w.as_str()) && !["去", "T"].contains(&w.as_str())).collect();
        assert!(missing.is_empty(), "in the grammar but not in the vocabulary: {missing:?}");
    }

    /// The quoted words of one rule.
    fn words_of(rule: &str) -> Vec<&'static str> {
        let start = GRAMMAR.find(&format!("\n{rule} = ")).expect("the rule is in the grammar");
        let body = GRAMMAR[start..].split(" }\n").next().unwrap_or_default();
        body.split('"').skip(1).step_by(2).collect()
    }

    /// The grammar sorts them by how they begin; one in the wrong place would never be found.
    #[test]
    fn words_are_found_where_the_grammar_sorts_them() {
        let reserved = [words_of("english_word"), words_of("chinese_word")].concat();
        assert!(reserved.len() > 130, "{}", reserved.len());
        for word in reserved {
            assert!(!crate::parse::is_plain_name(word), "{word}");
            assert!(crate::parse::is_plain_name(&format!("{word}x")), "{word}x");
        }
        let behind_names = [words_of("suffix  "), words_of("cmp_word")].concat();
        assert!(behind_names.len() > 35, "{}", behind_names.len());
        for word in behind_names {
            assert_eq!(crate::parse::plain_prefix(&format!("甲{word}")), Some("甲".len()), "{word}");
        }
        let comparisons = ["cmp_ge", "cmp_le", "cmp_ne", "cmp_gt", "cmp_lt", "cmp_eq"].map(words_of).concat();
        assert!(comparisons.len() > 30, "{}", comparisons.len());
        for word in
            comparisons.iter().map(|word| word.replace("\\u{FF1E}", ">").replace("\\u{FF1C}", "<").replace("\\u{FF1D}", "="))
        {
            let text = format!("a {word} 3");
            assert!(crate::parse::parse_condition(&text, &crate::Limits::default()).is_ok(), "{text}");
        }
    }
}
