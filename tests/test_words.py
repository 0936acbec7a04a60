"""Every word that posecheck can say: read from the syntax trees of the program, and from the registry of poses."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import bodies
import numpy as np
import pytest

import posecheck.words
from posecheck.measure.view import View
from posecheck.poses import POSES
from posecheck.poses.checks import Band, Check, Pose, Steps, Verdict
from posecheck.session.compare import Trend
from posecheck.words import MEASURED, SIDES_WORDS, TREND_WORDS, VERDICT_WORDS, VIEW_WORDS, fill

ROOT = Path(__file__).parents[1]

#: posecheck measures how a pose is held. It names no condition, judges nobody's health and foretells no harm.
#: Whole words, with the endings that make another word of the same family. "pain" is not among them: to stop
#: where it hurts is advice on the pose, and calls nobody anything.
BANNED = re.compile(
    r"""\b(?:
        (?:ab)?normal(?:ly|ity|ities|ise[ds]?|ize[ds]?|cy)?   # nobody is normal or abnormal
      | (?:un)?health\w* | ill | illness(?:es)? | sick\w* | disease\w* | disorders? | disab\w+ | impair\w* | handicap\w*
      | diagnos\w+ | prognos\w+ | symptom\w* | syndromes? | patholog\w+ | clinical\w* | medic\w+ | patients?
      | treat(?:s|ed|ing|ments?)? | therap\w+ | cur(?:e[sd]?|ing|able|ative) | heal(?:s|ed|ing|er)? | rehab\w*
      | injur\w+ | lesions? | harm(?:s|ed|ful|ing)? | danger\w* | risk\w* | unsafe
      | deform\w+ | dysfunction\w* | malalign\w* | defects? | degenerat\w+ | instabilit\w+ | imbalanc\w+
      | weak(?:ness(?:es)?|er|est)? | crooked | bad \s posture
      | scolio\w+ | kyphos\w* | kyphot\w+ | lordos\w* | lordot\w+ | sway-?back | flat-?foot\w* | flat \s (?:foot|feet)
      | valgus | varus | trendelenburg | dysplas\w* | arthr\w+ | osteo\w+ | tendin\w+ | bursit\w+
      | sciatic\w* | herni\w+
      | impinge\w* | anteversion | retroversion | leg-?length \s (?:difference|discrepancy) | short(?:er)? \s leg
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)

#: Names that a file format gives to its parts: read by programs, said to nobody.
FORMAT = {("posecheck/report/fhir.py", "Patient")}

LONGEST_CUE = 25  # words that can be spoken and followed while a pose is held


def docstrings(tree: ast.AST) -> set[int]:
    """Identities of the constants that are docstrings of modules, classes and functions."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            statements = node.body[:1]
            found |= {id(s.value) for s in statements if isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant)}
    return found


def literals(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of every string of a module that is no docstring; the fixed parts of an f-string one by one."""
    tree = ast.parse(source)
    skipped = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.lineno, node.value


@cache
def program() -> tuple[tuple[str, str], ...]:
    """Place and text of every string of the program."""
    files = [*sorted((ROOT / "posecheck").rglob("*.py")), *ROOT.glob("app.py")]
    return tuple(
        (f"{path.relative_to(ROOT).as_posix()}:{line}", text)
        for path in files
        for line, text in literals(path.read_text("utf-8"))
    )


def banned(text: str) -> list[str]:
    return BANNED.findall(text.replace("_", " "))


def texts(pose: Pose) -> Iterator[tuple[str, str]]:
    """Place and text of every text of a pose."""
    yield from ((f"{pose.key}.{name}", text) for name, text in vars_of(pose, "title", "camera", "working"))
    for form in pose.form.names if pose.form else ():
        yield f"{pose.key}.form", form
    for check in pose.checks:
        where = f"{pose.key}.{check.key}"
        yield from (
            (f"{where}.{name}", text) for name, text in vars_of(check, "title", "meaning", "low", "high", "why_not")
        )
        yield from ((f"{where}.ways", way) for way in check.ways or ())
        if check.scale is not None:
            yield f"{where}.source", check.scale.source
        if isinstance(check.scale, Steps):
            for step in check.scale.steps:
                yield from ((f"{where}.{step.name}.{name}", text) for name, text in vars_of(step, "title", "cue"))


def vars_of(thing: object, *names: str) -> Iterator[tuple[str, str]]:
    """The named texts of a declaration, where it has them."""
    yield from ((name, getattr(thing, name)) for name in names if getattr(thing, name))


TEXTS = [pair for pose in POSES.values() for pair in texts(pose)]


def kind(*names: str) -> list[tuple[str, str]]:
    """The texts whose place ends in one of these names."""
    return [(where, text) for where, text in TEXTS if where.rpartition(".")[2] in names]


CUES = kind("low", "high", "cue")
SENTENCES = [*CUES, *kind("why_not", "camera", "meaning")]
LABELS = kind("title", "ways", "form", "working")
CHECKS = [(pose, check) for pose in POSES.values() for check in pose.checks]
BANDS = [(pose, check) for pose, check in CHECKS if isinstance(check.scale, Band)]


def named(pairs: list[tuple[str, str]]) -> dict[str, list[object]]:
    return {"argvalues": [pytest.param(*pair, id=pair[0]) for pair in pairs]}


def each(pairs: list[tuple[Pose, Check]]) -> dict[str, list[object]]:
    return {"argvalues": [pytest.param(pose, check, id=f"{pose.key}.{check.key}") for pose, check in pairs]}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_no_string_of_the_program_names_a_condition_or_judges_health() -> None:
    said = [(where, text) for where, text in program() if (where.partition(":")[0], text) not in FORMAT]
    assert {where: found for where, text in said if (found := banned(text))} == {}


def test_no_text_of_a_pose_names_a_condition_or_judges_health() -> None:
    assert {where: found for where, text in TEXTS if (found := banned(text))} == {}


def test_the_strings_that_are_read_are_those_that_are_said() -> None:
    read = {text for _, text in program()}
    assert {"title", "posecheck.landmarks/1", VERDICT_WORDS[Verdict.CANT_TELL][0], posecheck.words.NOBODY} <= read
    assert not any(text == posecheck.words.__doc__ for text in read)
    said = {text for _, text in TEXTS}
    assert {POSES["tree"].camera, POSES["pigeon"].checks[1].low} <= said & read


@pytest.mark.parametrize(
    "text",
    [
        "This is not normal.", "An abnormality of the hip", "abnormal", "Diagnosis: none", "a DISORDER", "Scoliosis?",
        "pathological", "a syndrome", "may injure you", "to prevent injuries", "deformed", "dysfunction", "symptoms",
        "a treatment", "it cures", "this heals", "disabled", "hip_dysplasia", "weakness of the hip", "at risk",
        "a short leg", "Trendelenburg sign",
    ],
)  # fmt: skip
def test_a_banned_word_is_seen(text: str) -> None:
    assert banned(text)


@pytest.mark.parametrize(
    "text",
    [
        "a secure stand",
        "obscured",
        "a street",
        "retreat",
        "still",
        "the heel",
        "skill",
        "the week",
        "a media file",
        "charm",
    ],
)
def test_a_word_that_only_looks_like_one_is_not(text: str) -> None:
    assert not banned(text)


def test_docstrings_are_not_said() -> None:
    function = 'def f():\n    """normal"""\n    return f"not {1} abnormal"\n'
    source = f'"""normal"""\n{function}class A:\n    "normal"\n    x = "normal"\n'
    assert [text for _, text in literals(source) if banned(text)] == ["normal", " abnormal"]


@pytest.mark.parametrize(("where", "text"), **named(CUES))
def test_a_cue_can_be_spoken(where: str, text: str) -> None:
    assert len(text.split()) <= LONGEST_CUE


@pytest.mark.parametrize(("where", "text"), **named(SENTENCES))
def test_a_sentence_starts_large_and_ends_with_a_full_stop(where: str, text: str) -> None:
    assert text[0].isupper()
    assert text.endswith(".")
    assert not text.endswith("..")
    assert text == " ".join(text.split())


@pytest.mark.parametrize(("pose", "check"), **each(CHECKS))
def test_a_check_says_what_it_is(pose: Pose, check: Check) -> None:
    assert check.meaning


@pytest.mark.parametrize(("where", "text"), **named(LABELS))
def test_a_label_is_a_few_words_without_a_full_stop(where: str, text: str) -> None:
    assert len(text.split()) <= 8
    assert not text.endswith(".")
    assert text == " ".join(text.split())


@pytest.mark.parametrize(("where", "text"), **named(TEXTS))
def test_a_text_mentions_sides_only_where_they_are_filled_in(where: str, text: str) -> None:
    pose = POSES[where.partition(".")[0]]
    filled = where.rpartition(".")[2] in ("low", "high", "cue", "ways", "why_not")
    assert fields(text) <= ({"side", "other"} if pose.side and filled else set())
    for side in ("left", "right"):
        assert "{" not in (fill(text, side) or "")


@pytest.mark.parametrize(("pose", "check"), **each([(p, c) for p, c in CHECKS if p.side]))
def test_where_a_side_works_no_text_names_left_or_right_itself(pose: Pose, check: Check) -> None:
    # Measures of such a pose are those of the mirrored body half of the time.
    said = [
        text for where, text in texts(pose) if where.startswith(f"{pose.key}.{check.key}.") and "source" not in where
    ]
    assert not [text for text in said if re.search(r"\b(left|right)\b", text)]


@pytest.mark.parametrize(("pose", "check"), **each(BANDS))
def test_a_band_says_what_to_do_on_each_side_that_can_be_reached(pose: Pose, check: Check) -> None:
    clip = bodies.anybody(0, (2000,))
    with np.errstate(all="ignore"):
        value = check.measure(clip)
    values = np.concatenate([line.offset + line.gain * value for line in check.lines.values()] or [value])
    assert isinstance(check.scale, Band)
    if check.low is None:
        assert not (values < check.scale.good[0]).any()
    if check.high is None:
        assert not (values > check.scale.good[1]).any()
    assert check.low != check.high


@pytest.mark.parametrize(("pose", "check"), **each([(p, c) for p, c in CHECKS if isinstance(c.scale, Steps)]))
def test_a_step_says_what_to_do_exactly_where_it_is_not_good(pose: Pose, check: Check) -> None:
    assert isinstance(check.scale, Steps)
    for step in check.scale.steps:
        assert (step.cue is None) == (step.verdict is Verdict.GOOD), step.name


@pytest.mark.parametrize(("pose", "check"), **each([(p, c) for p, c in CHECKS if not isinstance(c.scale, Band)]))
def test_only_a_band_has_a_low_and_a_high(pose: Pose, check: Check) -> None:
    assert check.low is check.high is None


@pytest.mark.parametrize(("pose", "check"), **each(CHECKS))
def test_two_ways_are_two_different_ones(pose: Pose, check: Check) -> None:
    assert check.ways is None or (len(check.ways) == 2 and check.ways[0] != check.ways[1])


def test_every_view_and_verdict_has_words_of_its_own() -> None:
    assert set(VIEW_WORDS) == set(View)
    assert set(VERDICT_WORDS) == set(Verdict)
    assert len(set(VIEW_WORDS.values())) == len(View)
    words, shapes = zip(*VERDICT_WORDS.values(), MEASURED, strict=True)
    assert len(set(words)) == len(set(shapes)) == len(Verdict) + 1


def test_every_trend_has_a_word_and_a_shape() -> None:
    assert set(TREND_WORDS) == set(SIDES_WORDS) == {trend.value for trend in Trend}
    for table in (TREND_WORDS, SIDES_WORDS):
        assert len({word for word, _ in table.values()}) == len(Trend)


def test_what_words_says_in_sentences_ends_with_a_full_stop() -> None:
    said = {name: text for name, text in vars(posecheck.words).items() if name.isupper() and isinstance(text, str)}
    assert len(said) > 5
    assert {name for name, text in said.items() if not text.endswith(".") or not text[0].isupper()} == set()
