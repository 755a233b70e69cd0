"""The served plotly bundle: the wheel's version, unchanged since vendored, with every trace type in use, sending nothing anywhere."""

import base64
import hashlib
import re
from importlib.resources import files
from pathlib import Path

import pytest

from governance.core.charts.pictures import BUNDLE, LOCALE_FOLDER, LOCALES

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = [BUNDLE.parent, LOCALE_FOLDER]
DRAWING = ROOT / "governance" / "core" / "static" / "charts" / "charts.js"


def test_it_is_the_version_of_plotly_js_that_the_wheel_builds_figures_for():
    with (files("plotly") / "package_data" / "plotly.min.js").open(encoding="utf-8") as wheel:
        version = re.search(r"plotly\.js v([\d.]+)", wheel.read(400))
    assert version
    assert f"v{version[1]}\n" in BUNDLE.read_text(encoding="utf-8")[:200]
    assert BUNDLE.parent.name.endswith(version[1])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_vendored_files_are_those_whose_hashes_were_recorded(folder):
    recorded = dict(reversed(line.split()) for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert recorded == {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.glob("*.js")}
    assert (folder / "LICENSE").exists()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_no_file_names_a_source_map_that_the_static_manifest_would_look_for(folder):
    assert not [file for file in folder.glob("*.js") if "sourceMappingURL" in file.read_text(encoding="utf-8")]


def test_every_trace_type_in_use_is_in_the_bundle_since_a_missing_one_draws_something_else_silently():
    used = set()
    for file in ROOT.glob("*/**/charts.py"):
        used |= set(re.findall(r"\bgo\.([A-Z]\w+)\(", file.read_text(encoding="utf-8"))) - {"Figure", "Layout"}
    bundle = BUNDLE.read_text(encoding="utf-8")
    inside = set(re.findall(r'moduleType:"trace",name:"(\w+)"', bundle)) | set(re.findall(r'name:"(\w+)",basePlotModule', bundle))
    assert used
    assert {name.lower() for name in used} <= inside


@pytest.mark.parametrize("source", [DRAWING, ROOT / "governance" / "core" / "charts" / "pictures.py"], ids=["page", "paper"])
def test_no_chart_can_be_sent_to_the_cloud(source):
    text = source.read_text(encoding="utf-8")
    assert "showSendToCloud: false" in text
    assert "plotlyServerURL: ''" in text


@pytest.mark.parametrize(("code", "file"), LOCALES.values())
def test_the_locales_register_themselves_without_a_module_loader(code, file):
    text = (LOCALE_FOLDER / file).read_text(encoding="utf-8")
    assert "Plotly.register({" in text
    assert f"name: '{code}'" in text
    assert "module.exports" not in text


def test_the_policy_of_pages_allows_no_eval_and_nothing_inline_but_one_empty_style(settings):
    said = " ".join(str(source) for sources in settings.SECURE_CSP.values() for source in sources)
    empty = base64.b64encode(hashlib.sha256(b"").digest()).decode()
    assert "unsafe" not in said
    assert re.findall(r"sha256-([^']+)", said) == [empty]
