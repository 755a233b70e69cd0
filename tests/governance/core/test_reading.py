"""What a page asks for twice is read once, and only within a page."""

from governance.core.reading import once, read_once, remembered


def counting():
    asked = []

    @once
    def selector(name, *, more=None):
        asked.append(name)
        return [name]

    return selector, asked


def test_outside_a_page_every_call_reads_anew():
    selector, asked = counting()
    assert selector("a") == selector("a") == ["a"]
    assert asked == ["a", "a"] and remembered() is None


def test_within_a_page_the_same_question_is_read_once():
    selector, asked = counting()
    with read_once():
        assert selector("a") is selector("a")
        selector("b")
    assert asked == ["a", "b"]


def test_the_next_page_reads_anew():
    selector, asked = counting()
    for _page in range(2):
        with read_once():
            selector("a")
    assert asked == ["a", "a"]


def test_a_block_within_a_block_shares_what_was_read():
    selector, asked = counting()
    with read_once():
        selector("a")
        with read_once():
            selector("a")
        selector("a")
    assert asked == ["a"]


def test_another_question_is_another_answer():
    selector, asked = counting()
    with read_once():
        selector("a", more=1)
        selector("a", more=2)
    assert asked == ["a", "a"]


def test_what_cannot_be_remembered_is_read_each_time():
    selector, asked = counting()
    with read_once():
        selector(["a"])
        selector(["a"])
    assert asked == [["a"], ["a"]]


def test_a_page_that_fails_leaves_nothing_behind():
    try:
        with read_once():
            raise ValueError
    except ValueError:
        assert remembered() is None
