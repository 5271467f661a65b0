"""All systems must give the same answers, in each way in which they answer."""


def differences(found: dict) -> list[str]:
    """A sentence for each answer that is another than the first system's."""
    if not found:
        return ["no system answered"]
    first, *others = found.values()
    wrong = [sentence for system in others for sentence in of_system(first, system)]
    # Of one system alone its ways are compared with one another.
    return wrong + of_system(first, first)


def of_system(first: dict, other: dict) -> list[str]:
    wrong = []
    for kind in ("queries", "rules"):
        for name, question in other[kind].items():
            expected = first[kind].get(name)
            if expected is None:
                wrong.append(f"`{name}` was not asked of {first['system']}")
                continue
            answer = next(iter(expected["ways"].values()))["answer"]
            for way, told in question["ways"].items():
                if told["answer"] != answer:
                    told, by = shortened(told["answer"]), f"{other['system']} ({way})"
                    wrong.append(f"`{name}`: {by} answers {told}, but {first['system']} {shortened(answer)}")
            ids = (expected["ids"], question["ids"])
            if None not in ids and ids[0] != ids[1]:
                wrong.append(f"`{name}`: the ids of {other['system']} sum up to {ids[1]}, those of {first['system']} to {ids[0]}")
    return wrong


def shortened(answer: list) -> str:
    text = str(answer)
    return text if len(text) < 200 else f"{text[:200]}…"


def count(found: dict) -> int:
    return max(len(system["queries"]) + len(system["rules"]) for system in found.values())
