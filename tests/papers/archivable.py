"""PDF/A-2a: file, colour, transparency, annotations, actions, metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pikepdf

from tests.papers.accessible import packet
from tests.papers.opened import Paper

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC, PDF, XMP = "{http://purl.org/dc/elements/1.1/}", "{http://ns.adobe.com/pdf/1.3/}", "{http://ns.adobe.com/xap/1.0/}"
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
# Namespaces that PDF/A knows itself; any other has to be described in the file.
KNOWN = {RDF, DC, PDF, XMP, PDFA, "{adobe:ns:meta/}", "{http://www.w3.org/XML/1998/namespace}", "{http://ns.adobe.com/xap/1.0/mm/}"}
DESCRIBING = (
    "{http://www.aiim.org/pdfa/ns/extension/}",
    "{http://www.aiim.org/pdfa/ns/schema#}",
    "{http://www.aiim.org/pdfa/ns/property#}",
)
FILTERS = {
    "/FlateDecode",
    "/DCTDecode",
    "/ASCIIHexDecode",
    "/ASCII85Decode",
    "/RunLengthDecode",
    "/CCITTFaxDecode",
    "/JBIG2Decode",
    "/JPXDecode",
}
BLENDS = re.compile(
    "/(Normal|Compatible|Multiply|Screen|Overlay|Darken|Lighten|ColorDodge|ColorBurn|HardLight|SoftLight|Difference|Exclusion|Hue"
    "|Saturation|Color|Luminosity)"
)
ACTIONS = {"/GoTo", "/GoToR", "/URI", "/Named", "/Thread", "/SubmitForm"}
PAGES = {"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"}


def faults(paper: Paper) -> Iterator[str]:
    yield from of_file(paper)
    yield from of_metadata(paper)
    yield from of_colours(paper)
    yield from of_catalogue(paper.document.Root)
    for found in paper.document.objects:
        yield from of_object(found)
    for page in paper.document.pages:
        yield from of_page(page)


def of_file(paper: Paper) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7]\r?\n%[\x80-\xff]{4}", paper.raw):
        yield "6.1.2: the file does not begin as one"
    if not paper.raw.rstrip(b"\r\n").endswith(b"%%EOF"):
        yield "6.1.3: something stands after the end"
    yield from (f"file: {problem}" for problem in paper.document.check_pdf_syntax())
    trailer = paper.document.trailer
    if len(trailer.get("/ID", [])) != 2 or not all(bytes(part) for part in trailer.ID):
        yield "6.1.3: the file has no identity"
    if "/Encrypt" in trailer:
        yield "6.1.3: encrypted"


def of_metadata(paper: Paper) -> Iterator[str]:
    told = packet(paper)
    if told is None:
        yield "6.6.2: no metadata"
        return
    stream = paper.document.Root.Metadata
    if (stream.get("/Type"), stream.get("/Subtype")) != ("/Metadata", "/XML"):
        yield "6.6.2: the metadata does not say what it is"
    if re.search(rb"<\?xpacket begin=[^?]*(bytes|encoding)=", stream.read_bytes()):
        yield "6.6.2: the metadata packet has forbidden attributes"
    for name, wanted in (("part", "2"), ("conformance", "A")):
        if values(told, PDFA + name) != [wanted]:
            yield f"6.6.4: the {name} of PDF/A is {values(told, PDFA + name)}"
    info = paper.document.trailer.get("/Info", {})
    pairs = {"/Title": DC + "title", "/Author": DC + "creator", "/Producer": PDF + "Producer", "/Creator": XMP + "CreatorTool"}
    pairs |= {"/Subject": DC + "description", "/Keywords": PDF + "Keywords"}
    for name, path in pairs.items():
        if name in info and ", ".join(values(told, path)) != str(info[name]):
            yield f"6.6.3: {name[1:]} differs from the metadata"
    for name, path in {"/CreationDate": XMP + "CreateDate", "/ModDate": XMP + "ModifyDate"}.items():
        if name in info and [moment(str(info[name]))] != [moment(one) for one in values(told, path)]:
            yield f"6.6.3: {name[1:]} differs from the metadata"
    described = {one.text for one in told.iter(DESCRIBING[1] + "namespaceURI")}
    for used in {re.sub("}.*", "}", name) for one in told.iter() for name in [one.tag, *one.attrib] if name.startswith("{")}:
        if used not in KNOWN and used not in DESCRIBING and used[1:-1] not in described:
            yield f"6.6.2.3: the metadata uses {used} without describing it"


def values(told: ElementTree.Element, name: str) -> list[str]:
    """What a property says, written as attribute, as text, or as a list of texts."""
    found = [one.attrib[name] for one in told.iter() if name in one.attrib]
    for one in told.iter(name):
        entries = [entry.text or "" for entry in one.iter(RDF + "li")]
        found += entries or [one.text or ""]
    return found


def moment(text: str) -> str:
    """A time without its punctuation, so that both ways of writing it compare."""
    return re.sub(r"\D", "", re.sub(r"(Z|\+00'?:?00'?)$", "", text.removeprefix("D:")))


def of_colours(paper: Paper) -> Iterator[str]:
    intents = [one for one in paper.document.Root.get("/OutputIntents", []) if one.get("/S") == "/GTS_PDFA1"]
    if len(intents) != 1 or "/DestOutputProfile" not in intents[0]:
        yield "6.2.3: not exactly one output intent with a profile"
        return
    profile = intents[0].DestOutputProfile
    data = profile.read_bytes()
    if int(profile.get("/N", 0)) != 3 or data[16:20] != b"RGB " or data[36:40] != b"acsp" or data[12:16] not in (b"mntr", b"prtr"):
        yield "6.2.3: the colour profile is none for RGB"


def of_catalogue(root: Any) -> Iterator[str]:
    for name, why in {"/AA": "6.5.2", "/Requirements": "6.11", "/NeedsRendering": "6.4.2"}.items():
        if name in root:
            yield f"{why}: the catalogue has {name[1:]}"
    if "/OpenAction" in root and isinstance(root.OpenAction, pikepdf.Dictionary):
        yield from of_action(root.OpenAction)
    names = root.get("/Names", {})
    for name, why in {"/JavaScript": "6.5.1", "/EmbeddedFiles": "6.8", "/AlternatePresentations": "6.10"}.items():
        if name in names:
            yield f"{why}: the file has {name[1:]}"
    form = root.get("/AcroForm", {})
    if "/XFA" in form or form.get("/NeedAppearances", False):
        yield "6.4: a form that is drawn only when it is opened"
    if not str(root.get("/Lang", "")):
        yield "6.7.4: no language"
    if not root.get("/MarkInfo", {}).get("/Marked", False) or "/StructTreeRoot" not in root:
        yield "6.7.2: not tagged"


def of_action(action: Any) -> Iterator[str]:
    kind = str(action.get("/S", ""))
    if kind not in ACTIONS or (kind == "/Named" and str(action.get("/N")) not in PAGES):
        yield f"6.5.1: the action {kind[1:]} is forbidden"


def of_object(found: Any) -> Iterator[str]:
    if isinstance(found, pikepdf.Stream):
        filters = found.get("/Filter", pikepdf.Array())
        for name in filters if isinstance(filters, pikepdf.Array) else [filters]:
            if str(name) not in FILTERS:
                yield f"6.1.7: the filter {str(name)[1:]} is forbidden"
        if {"/F", "/FFilter", "/FDecodeParms"} & set(found.keys()):
            yield "6.1.7: content outside the file"
        if found.get("/Subtype") == "/PS" or "/Ref" in found or "/OPI" in found:
            yield "6.2.9: a foreign drawing"
        if found.get("/Subtype") == "/Image" and (found.get("/Interpolate", False) or "/Alternates" in found):
            yield "6.2.8: a picture that looks different elsewhere"
    if not isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        return
    for key, value in found.items():
        if isinstance(value, pikepdf.Array | pikepdf.Dictionary) and not value.is_indirect:
            yield from of_object(value)
        if len(key.encode()) > 128:
            yield "6.1.13: a name is too long"
    if "/TR" in found or "/HTP" in found or found.get("/TR2", "/Default") != "/Default":
        yield "6.2.5: a transfer function"
    blend = found.get("/BM", "/Normal")
    if not all(BLENDS.fullmatch(str(one)) for one in (blend if isinstance(blend, pikepdf.Array) else [blend])):
        yield "6.2.10: an unknown way to blend"
    if found.get("/S") in (
        "/JavaScript",
        "/Launch",
        "/Sound",
        "/Movie",
        "/ResetForm",
        "/ImportData",
        "/Hide",
        "/SetOCGState",
        "/Rendition",
    ):
        yield from of_action(found)
    if found.get("/Type") == "/Filespec" and "/EF" in found:
        yield "6.8: an embedded file"


def of_page(page: pikepdf.Page) -> Iterator[str]:
    if "/AA" in page.obj or "/PresSteps" in page.obj:
        yield "6.5.2: the page acts by itself"
    box = [float(side) for side in page.obj.MediaBox]
    if not all(3 <= side <= 14400 for side in (box[2] - box[0], box[3] - box[1])):
        yield "6.1.13: the page is too small or too large"
    for one in page.obj.get("/Annots", []):
        kind, flags = str(one.get("/Subtype", "")), int(one.get("/F", 0))
        if kind not in ("/Link", "/Widget", "/Text", "/Highlight", "/Popup", "/FreeText", "/Line", "/Square", "/Circle", "/Stamp"):
            yield f"6.3.1: an annotation {kind[1:]}"
        if kind != "/Popup" and (not flags & 4 or flags & 0b100011):
            yield "6.3.2: an annotation is not printed"
        if kind not in ("/Link", "/Popup") and "/AP" not in one:
            yield "6.3.3: an annotation has no appearance"
        if "/A" in one:
            yield from of_action(one.A)
        if "/AA" in one:
            yield "6.5.2: an annotation acts by itself"
