//! What it is that differs.

use serde::Serialize;
use serde_json::Value as Json;

use crate::language::Language;

macro_rules! parts {
    ($($name:ident $en:literal $zh:literal $doc:literal;)*) => {
        /// What stands at a place that differs. As JSON it is its name in small letters, such as `lower_bound`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum HandbookPart { $(#[doc = $doc] $name,)* }

        impl HandbookPart {
            /// Its name for people.
            #[must_use]
            pub const fn name(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$name, Language::English) => $en, (Self::$name, Language::Chinese) => $zh,)*
                }
            }
        }
    };
}

parts! {
    Definition "definition" "定义" "What makes a tag true.";
    Condition "condition" "条件" "A condition, or a part of one.";
    Threshold "threshold" "阈值" "The number or text that something is compared with.";
    LowerBound "lower bound" "下限" "The lower of two bounds.";
    UpperBound "upper bound" "上限" "The upper of two bounds.";
    Window "window" "窗口" "The time that is looked at.";
    Within "time allowed" "时限" "The time in which something has to follow.";
    Value "value" "取值" "What is compared, computed or stored.";
    TagValue "value type" "取值类型" "What a tag carries.";
    Trigger "trigger" "触发条件" "What sets a rule off.";
    Action "action" "动作" "What a rule does.";
    OnLate "on late" "迟到时告知" "Whether a rule tells of late records.";
    OnBackfill "on backfill" "补算时告知" "Whether a rule tells of what its handbook makes true.";
    Word "word" "词语" "A word of a list.";
    Unless "exception" "例外" "A word that must not stand there.";
    Type "type" "类型" "The type of an attribute.";
    Property "property" "事件属性" "What an event carries.";
    Member "member" "成员" "What a class of events or an order of tags consists of.";
    Level "level" "级别" "A level of a scale.";
    Exclusive "exclusive" "互斥" "Whether a customer has one tag of a group at most.";
    Required "required" "必选" "Whether a customer has one tag of a group at least.";
    Open "open" "开放" "Whether rules may give tags of a group that are not declared.";
    AtMost "at most" "至多" "How many tags of a group a customer has at most.";
    Group "group" "分组" "The group that a tag is in.";
    Kind "kind" "类别" "What a tag rests on.";
    Tier "tier" "层级" "Who uses a tag.";
    Color "colour" "颜色" "A tag's colour.";
    Weight "weight" "权重" "How much a tag counts.";
    Owner "owner" "负责人" "Who answers for a tag.";
    Note "note" "备注" "What a tag is for.";
    Valid "validity" "有效期" "How long an assignment lasts.";
    Until "end" "截止日期" "The day on which a tag ends.";
    Refresh "refresh" "刷新" "When a definition is looked at.";
    Sensitive "sensitive" "敏感" "Whether it is personal data that needs care.";
    Approval "approval" "审批" "The role that must approve changes.";
    Review "review" "复核周期" "How often a tag is looked over.";
    Line "line" "分流行" "A line of a route.";
    Target "target" "去向" "Where a line of a route leads.";
    Capacity "capacity" "容量" "How many customers a target takes.";
    Entry "entry" "取值表的一行" "An entry of a table.";
    Tags "tags" "标签" "Tags that are named.";
    Zone "zone" "时区" "The zone in which months and dates are meant.";
    Order "order" "次序" "The order of the tags of a group, or of a list.";
    Other "something else" "其他" "Anything else.";
}

impl HandbookPart {
    /// What stands under a key, which itself stands in what is under another; the node is that of both sides.
    pub(super) fn of(outer: &str, key: &str, node: &(&str, &Json, &Json)) -> Self {
        let is_order = matches!((node.1, node.2), (Json::Array(one), Json::Array(other)) if one.len() == other.len());
        match (outer, key) {
            _ if is_order => Self::Order,
            ("compare", "right") => Self::Threshold,
            (_, "low") => Self::LowerBound,
            (_, "high") => Self::UpperBound,
            (_, "definition") | ("definition", "when") => Self::Definition,
            (_, "window") => Self::Window,
            (_, "within") => Self::Within,
            ("properties", "value") => Self::TagValue,
            (_, "trigger") => Self::Trigger,
            (_, "actions") => Self::Action,
            (_, "on_late") => Self::OnLate,
            (_, "on_backfill") => Self::OnBackfill,
            (_, "words") => Self::Word,
            (_, "unless") => Self::Unless,
            (_, "type") => Self::Type,
            (_, "properties") => Self::Property,
            (_, "members") => Self::Member,
            (_, "levels") => Self::Level,
            (_, "exclusive") => Self::Exclusive,
            (_, "required") => Self::Required,
            (_, "open") if node.1.is_boolean() || node.2.is_boolean() => Self::Open,
            (_, "at_most") => Self::AtMost,
            (_, "group") => Self::Group,
            (_, "kind") => Self::Kind,
            (_, "tier") => Self::Tier,
            (_, "color") => Self::Color,
            (_, "weight") => Self::Weight,
            (_, "owner") => Self::Owner,
            (_, "note") => Self::Note,
            (_, "valid") => Self::Valid,
            (_, "until") => Self::Until,
            (_, "refresh") => Self::Refresh,
            (_, "sensitive") => Self::Sensitive,
            (_, "approval") => Self::Approval,
            (_, "review") => Self::Review,
            (_, "lines") => Self::Line,
            (_, "targets") => Self::Target,
            (_, "capacity") => Self::Capacity,
            (_, "entries") => Self::Entry,
            (_, "tags" | "drop") => Self::Tags,
            (_, "timezone" | "customer_timezone") => Self::Zone,
            (_, "and" | "or" | "not" | "of" | "condition" | "filter" | "when" | "without") => Self::Condition,
            _ => Self::Value,
        }
    }
}
