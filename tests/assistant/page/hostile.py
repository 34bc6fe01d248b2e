"""Words that would run, inject or format if the page took them for more than text."""

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(2)> [go](javascript:alert(3)) ${alert(4)} "
    "${eval(String.fromCharCode(97,108,101,114,116,40,53,41))} {{7*7}} $x^2$ `code` </mark></details><b>bold</b> "
    '" onfocus="alert(6)" autofocus=\''
)
