"""The table of times, with the ratio of tagora to the best of the others."""

import datetime
import os

WORDS = {
    "en": {
        "what": "what",
        "ratio": "tagora to the best peer",
        "and_dense": "and of two dense tags, three pairs",
        "and_sparse": "and of two sparse tags, three pairs",
        "or_many": "or of {or_many} tags",
        "composite": "`(a and b and not c) or (d and e)`",
        "at_least": "at least {k} of {n} tags",
        "overlap": "{overlap} tags each with each",
        "coverage": "none, one or several of {coverage} tags",
        "breakdown": "by region: count, sum and mean",
        "page": "a page of {page:,} ids, deep in a segment",
        "funnel": "a funnel of three steps in 7 days",
        "rules": "all nine rules",
        "load": "loading",
        "memory": "memory, at most",
        "after": "memory, at the end",
        "disk": "on disk",
        "cannot": "cannot",
        "above": "{customers:,} customers, {tags:,} tags, {events:,} events; {threads}. {date}, {machine}.",
        "thread": "one thread, on one core",
        "threads": "{threads} threads, on as many cores",
        "machine": "{cores} cores of an {cpu}, {memory} GB",
    },
    "zh": {
        "what": "问题",
        "ratio": "tagora 与最快同类之比",
        "and_dense": "两个密集标签求交，三对",
        "and_sparse": "两个稀疏标签求交，三对",
        "or_many": "{or_many} 个标签求并",
        "composite": "`(a 且 b 且非 c) 或 (d 且 e)`",
        "at_least": "{n} 个标签中至少 {k} 个",
        "overlap": "{overlap} 个标签两两重叠",
        "coverage": "{coverage} 个标签中无、恰一个、多个",
        "breakdown": "按地区：人数、合计与平均",
        "page": "人群深处一页 {page:,} 个编号",
        "funnel": "7 天内三步漏斗",
        "rules": "九条规则一并回答",
        "load": "载入",
        "memory": "内存峰值",
        "after": "结束时内存",
        "disk": "磁盘",
        "cannot": "不能",
        "above": "{customers:,} 位客户，{tags:,} 个标签，{events:,} 个事件；{threads}。{date}，{machine}。",
        "thread": "一个核上的一个线程",
        "threads": "{threads} 个核上的 {threads} 个线程",
        "machine": "{cpu} 的 {cores} 个核，{memory} GB",
    },
}
RULES = {
    "frequent": ("more than 3 purchases in 30 days, 500 on average", "30 天内购买超过 3 次且平均超过 500"),
    "spender": ("2,000 in 90 days", "90 天内合计满 2,000"),
    "silent": ("nothing in 3 months", "3 个月无互动"),
    "hesitant": ("in the cart and not bought within 7 days", "加购后 7 天未购买"),
    "versatile": ("4 channels in 90 days", "90 天内 4 个渠道"),
    "quick_start": ("bought within 7 days of registration", "注册后 7 天内首购"),
    "repeated": ("bought twice within 2 days", "2 天内购买两次"),
    "rising": ("twice as many views as in the 30 days before", "浏览次数超过前 30 天的两倍"),
    "on_app": ("last seen in the app", "最近一次在 app"),
}


def best(question: dict) -> tuple[float, str]:
    """The best way of a system to answer."""
    return min((way["seconds"], name) for name, way in question["ways"].items())


def seconds(value: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= size:
            number = value / size
            return f"{number:.3g} {unit}" if number < 100 else f"{number:,.0f} {unit}"
    return f"{value * 1e9:.0f} ns"


def size(value: int) -> str:
    return f"{value / 1e9:.2f} GB" if value >= 1e9 else f"{value / 1e6:.0f} MB"


def labels(manifest: dict, language: str) -> dict[str, str]:
    asked, words = manifest["queries"], WORDS[language]
    numbers = {name: len(asked[name]) for name in ("or_many", "overlap")} | {"coverage": len(asked["coverage"]["of"])}
    numbers |= {"k": asked["at_least"]["k"], "n": len(asked["at_least"]["of"]), "page": asked["page"]["limit"]}
    rules = {name: label[language == "zh"] for name, label in RULES.items()}
    return {name: words[name].format(**numbers) for name in asked} | rules


def table(found: dict, manifest: dict, language: str) -> str:
    words, systems = WORDS[language], list(found.values())
    names = labels(manifest, language)
    lines = [heading(systems[0], manifest, words), ""]
    lines.append(row([words["what"], *(system["system"] for system in systems), words["ratio"]]))
    lines.append("|--" * (len(systems) + 2) + "|")
    for kind in ("queries", "rules"):
        for name in (name for name in names if name in systems[0][kind]):
            times = [best(system[kind][name])[0] if name in system[kind] else None for system in systems]
            lines.append(compared(names[name], times, seconds, words))
    lines.append(compared(f"**{words['rules']}**", [system["all_rules"] for system in systems], seconds, words))
    lines.append(compared(words["load"], [system["load"]["seconds"] for system in systems], seconds, words))
    for name, label in (("peak", "memory"), ("after", "after")):
        lines.append(compared(words[label], [system["memory"][name] for system in systems], size, words))
    lines.append(compared(words["disk"], [system["disk"] for system in systems], size, words))
    return "\n".join(lines)


def compared(label: str, values: list, shown, words: dict) -> str:
    """A row; the ratio is of the first to the least of the others."""
    others = [value for value in values[1:] if value is not None]
    ratio = values[0] / min(others) if others and values[0] is not None else None
    told = "–" if ratio is None else f"{ratio:.2g}" if ratio < 100 else f"{ratio:,.0f}"
    return row([label, *(words["cannot"] if value is None else shown(value) for value in values), told])


def row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def heading(system: dict, manifest: dict, words: dict) -> str:
    count = system["threads"]
    threads = words["thread"] if count == 1 else words["threads"].format(threads=count)
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    memory = round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
    machine = words["machine"].format(cores=os.cpu_count(), cpu=" ".join(cpu.split()[:2]), memory=memory)
    numbers = {name: manifest[name] for name in ("customers", "tags", "events")}
    return words["above"].format(**numbers, threads=threads, date=datetime.date.today().isoformat(), machine=machine)


def ways(found: dict, manifest: dict) -> str:
    """In which way each system was quickest, and how long the others took."""
    names, lines = labels(manifest, "en"), []
    for system in list(found.values())[1:]:
        for name, question in system["queries"].items():
            told = sorted((way["seconds"], way_name) for way_name, way in question["ways"].items())
            if len(told) > 1:
                told = ", ".join(f"{way} {seconds(time)}" for time, way in told)
                lines.append(f"* {system['system']}, {names[name]}: {told}")
    return "\n".join(lines)
