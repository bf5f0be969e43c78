"""How a conformance suite opens this backend: plain data, found through the entry-point group ``hdmf_backends``."""

from importlib.resources import files

from backend_template.io import NWBTemplateIO, TemplateDataIO, TemplateIO

BACKEND = {
    "io": TemplateIO,
    "nwb_io": NWBTemplateIO,
    "data_io": TemplateDataIO,
    "suffix": ".nwb.template",
    "manifest": files(__package__) / "conformance.toml",
}
