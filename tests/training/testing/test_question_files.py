"""A file of questions comes into the bank whole or not at all, twice the same as once."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from governance.core import attachments
from governance.core.errors import Conflict, NotAllowed, Refused, UnreadableFile
from governance.core.models import Attachment, ImportBatch
from governance.core.roles import Role
from tests.company import NOW
from tests.training.testing import asking
from tests.training.testing.test_keeping_the_bank import ASSESSOR, OTHER, TRAINER
from training.testing.actions import question_files
from training.testing.actions.questions import activate, retire
from training.testing.formats import gift, gift_writing, moodle_xml
from training.testing.formats.found import LONGEST_FILE
from training.testing.importing import Held, plan
from training.testing.models import Question, QuestionVersion, Topic

SignIn = Callable[..., Client]
GOOD = """// [id:V-1] [tag:difficulty-1]
$CATEGORY: top/CRM/Visits

// [id:V-1] [tag:difficulty-1]
::When::Within how many days?{#2}

::Who::Who enters a visit?{=who made it ~the clerk}

::Who::Who reads a visit?{=the colleagues ~nobody}
"""
pytestmark = pytest.mark.django_db


def sent(text: str | bytes = GOOD, *, name: str = "bank.gift.txt", **others: object) -> ImportBatch:
    content = text.encode() if isinstance(text, str) else text
    fields = {"language": "en", "topic": "CRM/Other", "difficulty": 3, "actor": TRAINER, "at": NOW} | others
    return question_files.receive(BytesIO(content), name=name, **fields)  # type: ignore[arg-type]


def applied(text: str = GOOD, **others: object) -> dict[str, int]:
    return question_files.apply(sent(text, **others), actor=TRAINER, at=NOW, reason="First bank").counts


def test_a_preview_writes_nothing() -> None:
    batch = sent()
    assert batch.counts["creates"] == 3
    assert not Question.objects.exists()
    assert not Topic.objects.exists()


def test_applying_makes_drafts_with_topic_difficulty_number_and_where_they_came_from() -> None:
    assert applied()["creates"] == 3
    one, *others = Question.objects.select_related("topic__parent", "latest").order_by("pk")
    assert (one.code, one.difficulty, one.state, one.topic.name, one.topic.parent and one.topic.parent.name) == (
        "V-1",
        1,
        "draft",
        "Visits",
        "CRM",
    )
    assert [question.difficulty for question in others] == [3, 3]
    assert one.latest is not None
    assert (one.latest.batch, one.latest.reason, one.latest.username) == (ImportBatch.objects.get(), "First bank", "tian")


def test_the_same_file_again_changes_nothing() -> None:
    applied()
    assert applied() == {"creates": 0, "updates": 0, "unchanged": 3, "problems": 0, "notes": 1}
    assert QuestionVersion.objects.count() == 3


def test_two_of_the_same_name_stay_two_and_are_told() -> None:
    (note,) = question_files.reread(sent()).notes
    assert str(note.message) == "2 questions are called “Who”; each is kept."
    applied()
    applied(GOOD.replace("the colleagues", "every colleague"))
    assert Question.objects.count() == 3
    assert sorted(question.versions.count() for question in Question.objects.all()) == [1, 1, 2]


def test_a_changed_wording_becomes_a_new_version_that_waits() -> None:
    applied()
    question = Question.objects.select_related("latest").get(code="V-1")
    assert question.latest is not None
    activate(question, version=question.latest, actor=OTHER, at=NOW)
    counts = applied(GOOD.replace("how many days", "how many working days"))
    assert (counts["creates"], counts["updates"], counts["unchanged"]) == (0, 1, 2)
    question.refresh_from_db()
    assert question.waiting
    assert question.state == "active"
    assert [version.number for version in question.versions.order_by("number")] == [1, 2]


def test_a_renamed_question_is_known_by_its_wording_and_a_moved_one_by_its_number() -> None:
    applied()
    applied(GOOD.replace("::Who::Who enters", "::Author::Who enters").replace("top/CRM/Visits", "top/CRM/Visits"))
    assert Question.objects.filter(name="Author").count() == 1
    applied(GOOD.split("\n\n")[0].replace("Visits", "Days") + "\n\n" + GOOD.split("\n\n")[1])
    assert Question.objects.get(code="V-1").topic.name == "Days"
    assert Question.objects.count() == 3


def test_without_a_category_the_topic_named_is_taken() -> None:
    applied("::Who::Who?{=a ~b}")
    assert str(Question.objects.get().topic) == "Other"


def test_without_a_category_and_without_a_topic_the_line_is_named() -> None:
    batch = sent("$CATEGORY: CRM\n\n::In::In?{T}\n", topic="")
    assert batch.counts["problems"] == 0
    batch = sent("::Who::Who?{=a ~b}", topic="")
    (problem,) = question_files.reread(batch).problems
    assert (problem.line, problem.name) == (1, "Who") and "category" in str(problem.message)
    with pytest.raises(Refused):
        question_files.apply(batch, actor=TRAINER, at=NOW)


def test_a_file_with_one_bad_question_brings_in_nothing() -> None:
    batch = sent(GOOD + "\n::Bad::{=a ~a}\n")
    assert batch.counts["problems"] > 0
    with pytest.raises(Refused, match="nothing is applied by halves"):
        question_files.apply(batch, actor=TRAINER, at=NOW)
    assert not Question.objects.exists()
    batch.refresh_from_db()
    assert batch.state == "previewed"


def test_a_question_does_not_change_its_type() -> None:
    applied()
    (problem,) = question_files.reread(sent("// [id:V-1]\n::When::True?{T}")).problems
    assert (problem.line, "keeps its type" in str(problem.message)) == (2, True)


def test_the_same_number_twice_in_a_file_is_a_mistake() -> None:
    problems = question_files.reread(sent("// [id:X]\n::a::A?{T}\n\n// [id:X]\n::b::B?{F}")).problems
    assert [problem.line for problem in problems] == [2, 5]


def test_what_a_new_wording_would_lose_is_told() -> None:
    content = gift.read(
        '// [id:L]\n::L::<span lang\\="en" class\\="multilang">Yes?</span><span lang\\="zh_cn" class\\="multilang">是吗？</span>{T}', "en"
    )
    applied(gift_writing.write(content.found))
    question = Question.objects.select_related("latest").get()
    assert question.languages == "en,zh-hans"
    (note,) = question_files.reread(sent("// [id:L]\n$CATEGORY: top/CRM/Other\n\n// [id:L]\n::L::Yes?{T}")).notes
    assert "also worded in simplified Chinese" in str(note.message)


def test_a_retired_question_stays_retired_until_someone_activates_it() -> None:
    applied()
    question = Question.objects.get(code="V-1")
    retire(question, actor=TRAINER, at=NOW, reason="Old")
    made = question_files.reread(sent(GOOD.replace("#2", "#3")))
    assert "is retired" in str(made.notes[0].message)


def test_applying_twice_is_applying_once() -> None:
    batch = sent()
    question_files.apply(batch, actor=TRAINER, at=NOW)
    with pytest.raises(Conflict, match="applied already"):
        question_files.apply(batch, actor=TRAINER, at=NOW)
    assert Question.objects.count() == 3


def test_only_who_may_import_does() -> None:
    with pytest.raises(NotAllowed):
        sent(actor=ASSESSOR)
    batch = sent()
    with pytest.raises(NotAllowed):
        question_files.apply(batch, actor=ASSESSOR, at=NOW)
    assert not Question.objects.exists()


def test_a_failure_in_the_middle_undoes_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_arguments: object, **_named: object) -> None:
        raise OSError("disk full")

    applied()
    batch = sent(GOOD.replace("#2", "#3") + "\n::New::New?{T}\n")
    monkeypatch.setattr("training.testing.actions.questions.renew", fails)
    with pytest.raises(OSError, match="disk full"):
        question_files.apply(batch, actor=TRAINER, at=NOW)
    assert Question.objects.count() == 3
    batch.refresh_from_db()
    assert batch.state == "previewed"


def test_the_file_is_kept_packed_under_its_hash(tmp_path: Path) -> None:
    batch = sent("<?xml version='1.0'?><quiz><question type='truefalse'><name><text>a</text></name></question></quiz>", name="x.xml")
    assert batch.attachment is not None
    assert gzip.decompress(attachments.path(batch.attachment).read_bytes()).startswith(b"<?xml")


@pytest.mark.parametrize(
    "content", [b"", b"   \n", b"\xff\xfe\x00\xd8", b"<!DOCTYPE quiz [<!ENTITY a 'b'>]><quiz/>", b"x" * (LONGEST_FILE + 1)]
)
def test_what_is_no_question_file_is_refused_and_not_kept(content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        sent(content)
    assert not ImportBatch.objects.exists()
    assert not Attachment.objects.exists()


def test_a_huge_file_of_questions_is_refused_by_number() -> None:
    reading = gift.read("".join(f"::q{n}::Q?{{T}}\n\n" for n in range(2_100)), "en")
    assert str(reading.problems[-1].message) == "More than 2000 questions: split the file."


def test_signs_that_break_other_tools_come_in_and_go_out_the_same() -> None:
    naughty = ["\u202eright to left", "Ω≈ç√∫˜µ≤≥÷", "👩‍👩‍👧 ()", "%s %(x)s {0}", "'; DROP TABLE x; --", "=1+1", "​zero​width", "test\x00null"]
    text = "".join(f"::{gift_writing.escape(sign)}::{gift_writing.escape(sign)}?{{T}}\n\n" for sign in naughty)
    assert applied(text)["creates"] == len(naughty)
    written = gift_writing.write(question_files.found(Question.objects.select_related("latest")))
    assert applied(written)["unchanged"] == len(naughty)
    assert not any("\x00" in name for name in Question.objects.values_list("name", flat=True))


def test_a_plan_is_pure_and_knows_a_question_by_its_number_first() -> None:
    held = Held(1, "A", ("CRM",), 1, asking.TRUTH)
    reading = gift.read("// [id:B]\n::Clerk::A clerk may type for you for ever.{F}", "en")
    assert len(plan(reading, [held], topic=("CRM",), difficulty=1).creates) == 1
    reading = gift.read("::Clerk::A clerk may type for you for ever.{F}", "en")
    assert plan(reading, [held], topic=("CRM",), difficulty=1).unchanged == 1


# ---- the pages


def upload(client: Client, text: str = GOOD, **others: object) -> ImportBatch | None:
    file = SimpleUploadedFile("bank.txt", text.encode())
    fields = {"file": file, "language": "en", "topic": "CRM", "difficulty": 2} | others
    response = client.post(reverse("testing:question_files"), fields)
    return ImportBatch.objects.order_by("-pk").first() if response.status_code == 302 else None


def test_a_trainer_sends_looks_and_applies(signed_in: SignIn) -> None:
    client = signed_in(Role.TRAINER)
    batch = upload(client)
    assert batch is not None
    text = client.get(reverse("testing:question_file", args=[batch.pk])).content.decode()
    assert "<strong>3 new</strong>" in text
    assert "each is kept" in text
    assert client.post(reverse("testing:question_file_apply", args=[batch.pk])).status_code == 302
    assert Question.objects.count() == 3
    assert "Applied" in client.get(reverse("testing:question_file", args=[batch.pk])).content.decode()
    assert "bank.txt" in client.get(reverse("testing:question_files")).content.decode()


def test_mistakes_are_listed_with_line_and_reason_and_nothing_can_be_applied(signed_in: SignIn) -> None:
    client = signed_in(Role.PROJECT_OFFICE)
    batch = upload(client, GOOD + "\n::Bad::Q{#<script>alert(1)</script>}\n\n::Cloze::no braces\n")
    assert batch is not None
    text = client.get(reverse("testing:question_file", args=[batch.pk])).content.decode()
    assert "<strong>2 mistakes</strong>" in text
    assert "is not a number" in text
    assert "<script>alert" not in text
    assert reverse("testing:question_file_apply", args=[batch.pk]) not in text
    assert client.post(reverse("testing:question_file_apply", args=[batch.pk])).status_code == 422


def test_a_file_that_is_none_is_refused_beside_its_field(signed_in: SignIn) -> None:
    client = signed_in(Role.TRAINER)
    assert upload(client, "<!DOCTYPE quiz [<!ENTITY a 'b'>]><quiz/>") is None
    assert upload(client, "") is None
    assert upload(client, language="klingon") is None


def test_a_batch_of_another_import_is_not_found(signed_in: SignIn) -> None:
    other = ImportBatch.objects.create(kind="organisation.roster", name="x", username="x", created_at=NOW)
    client = signed_in(Role.TRAINER)
    assert client.get(reverse("testing:question_file", args=[other.pk])).status_code == 404
    assert client.post(reverse("testing:question_file_apply", args=[other.pk])).status_code == 404


def test_what_the_list_shows_is_what_is_downloaded(signed_in: SignIn) -> None:
    one, _other = asking.in_bank(asking.SINGLE, difficulty=1), asking.in_bank(asking.TRUTH, difficulty=3)
    client = signed_in(Role.TRAINER)
    response = client.get(reverse("testing:question_export", args=["gift"]) + "?bank-difficulty=1")
    assert response["Content-Disposition"] == 'attachment; filename="questions.gift.txt"'
    (found,) = gift.read(response.content.decode(), "en").found
    assert (found.code, found.question) == (one.code, asking.SINGLE)
    response = client.get(reverse("testing:question_export", args=["xml"]))
    assert len(moodle_xml.read(response.content.decode(), "en").found) == 2


def test_what_a_format_cannot_hold_is_said_before_the_download(signed_in: SignIn) -> None:
    practical = asking.in_bank(asking.PRACTICAL)
    asking.in_bank(asking.TRUTH)
    client = signed_in(Role.TRAINER)
    address = reverse("testing:question_export", args=["gift"])
    text = client.get(address).content.decode()
    assert practical.code in text
    assert "GIFT knows no practical questions." in text
    assert len(gift.read(client.get(f"{address}?anyway=1").content.decode(), "en").found) == 1


def test_an_unknown_format_is_not_found(signed_in: SignIn) -> None:
    assert signed_in(Role.TRAINER).get(reverse("testing:question_export", args=["docx"])).status_code == 404
