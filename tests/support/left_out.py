"""In CI a test that is left out is a failure: nothing may be skipped there."""

import os

import pytest


class LeftOut:
    """Notes every skipped test, and fails the session for it."""

    def __init__(self) -> None:
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a skipped test (an expected failure is not one)."""
        if report.skipped and not hasattr(report, "wasxfail"):
            self.skipped.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a whole module that was skipped."""
        if report.skipped:
            self.skipped.append(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Turn success into failure when something was left out."""
        if self.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say so in a sentence."""
        if self.skipped:
            terminalreporter.write_line(
                f"CI leaves nothing out, but {len(self.skipped)} test(s) were skipped: "
                + ", ".join(self.skipped),
                red=True,
            )


def pytest_configure(config: pytest.Config) -> None:
    """Watch for left-out tests, in CI and in the process that counts."""
    if os.environ.get("CI") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(LeftOut())
