"""The dashboard and the alerts ask for figures that there are, and each alert says what to do."""

import json
import re

from tests.house.tree import ROOT

ALERTS = (ROOT / "deploy" / "alerts.yml").read_text()
DASHBOARD = json.loads((ROOT / "deploy" / "dashboard.json").read_text())
RUNNING = (ROOT / "docs" / "running.md").read_text()
# The page of figures is held to /metrics itself by tests/webhooks_in/test_metrics.py.
FIGURES = set(re.findall(r"^\| `(leadsbot_\w+)(?:\{[a-z, ]+\})?` \|", RUNNING, re.MULTILINE))
NAMED = re.compile(r"\bleadsbot_\w+")


def figures_in(text: str) -> set[str]:
    return {each.removesuffix("_bucket") for each in NAMED.findall(text)}


def test_alerts_ask_for_figures_that_there_are():
    asked = figures_in(ALERTS)
    assert asked <= FIGURES
    assert len(asked) >= 10
    assert ALERTS.count("expr: ") == ALERTS.count("alert: ") == ALERTS.count("summary: ")


def test_the_dashboard_shows_every_figure():
    asked = [target["expr"] for each in DASHBOARD["panels"] for target in each["targets"]]
    assert figures_in(" ".join(asked)) == FIGURES
    places = [(each["gridPos"]["x"], each["gridPos"]["y"]) for each in DASHBOARD["panels"]]
    assert len(set(places)) == len(places)


def test_every_alert_says_what_to_do_and_every_row_has_its_alert():
    alerts = re.findall(r"^ +- alert: (\w+)$", ALERTS, re.MULTILINE)
    rows = re.findall(r"^\| `(LeadsBot\w+)` \| .{20,} \|$", RUNNING, re.MULTILINE)
    assert rows == alerts
