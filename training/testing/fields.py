"""The form fields in which a shown question holds its answer: the inverse of `answers.read`. Pure."""

from __future__ import annotations

from training.testing.presenting import Shown

Fields = dict[str, list[str]]


def fields_of(shown: Shown) -> Fields:
    """Field name → values, for a question as `presenting.for_candidate` gives it; empty where nothing was given yet."""
    if "options" in shown:
        return _some("answer", [option["key"] for option in shown["options"] if option["chosen"]])
    if "prompts" in shown:
        return {f"answer-{prompt['key']}": [prompt["chosen"]] for prompt in shown["prompts"] if prompt["chosen"]}
    if "items" in shown:
        return {f"answer-{item['key']}": [str(item["place"])] for item in shown["items"] if item["place"]}
    return _some("answer", [shown["given"]] if shown.get("given") else [])


def _some(name: str, values: list[str]) -> Fields:
    return {name: values} if values else {}
