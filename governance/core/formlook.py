"""How every form of the product is drawn: error summary on top, each error beside its field, hints, marks for what is optional."""

from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorList


class Renderer(TemplatesSetting):
    form_template_name = "core/forms/form.html"
    field_template_name = "core/forms/field.html"


ErrorList.template_name = "core/forms/errors.html"
