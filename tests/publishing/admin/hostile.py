"""Texts that try to become markup, wherever text is shown."""

#: Each asks for a marker that a test finds when the text became an element or a script ran.
TEXTS = [
    "<script>window.pwned = 1</script>",
    "<img src=x onerror='window.pwned = 2' data-injected>",
    "<svg/onload=window.pwned=3><b data-injected>",
    '"><i data-injected onmouseover="window.pwned = 4">',
    "' autofocus onfocus='window.pwned=5' data-injected='",
    "</textarea></title></style></script><u data-injected>",
    "]]><!-- --><p data-injected>",
    "{{ 7|add:35 }}{% now 'Y' %}",
    "javascript:window.pwned=6",
    "&lt;b data-injected&gt;&#60;i data-injected>",
    "<details open ontoggle=window.pwned=7 data-injected>",
    "\u200f<a href='javascript:window.pwned=8' data-injected>x</a>",
]
ALL = " ".join(TEXTS)
