"""An operator adds a city with one command and sees what is wrong in sentences."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from amparo.cli.main import cli


@pytest.fixture
def run(storage):
    def call(*arguments):
        return CliRunner().invoke(cli, list(arguments))

    return call


def test_a_city_runs_after_one_command_and_lends_its_shape_to_another(run):
    done = run("city", "add", "--in", "us/il/chicago", "--hotline", "Legal aid=312-555-0100", "--colour", "#224466")
    assert (done.exit_code, done.output) == (0, "Chicago runs here as 'chicago', in en, es.\n")
    done = run("city", "add", "--in", "us/ny/new-york", "--like", "chicago")
    assert done.output == "New York City runs here as 'new-york', in en, es.\n"
    from amparo.core.access import cities
    from amparo.core.access.acting import operating

    made = cities.city("new-york")
    assert (made.colour, made.time_zone, made.hotlines) == ("#224466", "America/New_York", [])
    with operating(made) as act:
        assert [o.slug for o in cities.organisations(act)] == ["city-office"]
    listed = run("city", "list").output
    assert "chicago              Chicago  (us/il/chicago; en, es; America/Chicago)\n" in listed
    assert "\nchicago:2:" in run("audit", "verify").output


def test_everything_wrong_is_said_at_once(run, city):
    done = run("city", "add", "--in", "us/il", "--slug", city.slug, "--zone", "Mars/Base", "--colour", "#ffee00",
               "--language", "en", "--language", "tlh")  # fmt: skip
    assert done.exit_code == 2
    assert done.output.splitlines() == [
        "Amparo does not speak 'tlh'. It speaks en, es, zh-hans, ht, ar, fr, ru, bn, ko, vi.",
        "There is no time zone 'Mars/Base'. Write it like America/Chicago.",
        "#ffee00 is too pale to read: its contrast on paper is 1.2, and 4.5 is the least.",
        f"There is a city '{city.slug}' already.",
    ]


def test_a_slug_with_odd_letters_is_refused(run):
    done = run("city", "add", "--in", "us/il", "--slug", "Spring Field")
    assert (done.exit_code, done.output) == (2, "Small letters, digits and single hyphens, like new-york.\n")


@pytest.mark.parametrize(("arguments", "said"), [
    (("--in", "us/il/chicgo"), "There is no jurisdiction called 'us/il/chicgo'. Did you mean 'us/il/chicago'?"),
    (("--in", "us/il", "--like", "atlantis"), "There is no city 'atlantis' here. There are: "),
    (("--in", "us/il", "--hotline", "555-0100"), "'555-0100' is no hotline. Write it like 'Legal aid=312-555-0100'."),
])  # fmt: skip
def test_what_cannot_be_used_is_named(run, arguments, said):
    done = run("city", "add", *arguments)
    assert isinstance(done.exception, SystemExit | Exception)
    assert said in (done.output + str(done.exception))
