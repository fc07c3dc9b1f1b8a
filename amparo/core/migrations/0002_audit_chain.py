"""The database numbers, dates and chains the lines of the audit, and lets nobody change them.

The function belongs to the owner; the site may call it only by adding a line. A line's hash is over the hash
before it and the line's own words, so a line that is edited, removed or slipped in does not fit any more.
`amparo.core.access.audit` works the same out again.
"""

from django.db import migrations

MAKE = r"""
-- The end of a chain is found at once, the platform's too, which has no city.
CREATE INDEX core_auditline_chain ON core_auditline (coalesce(city_id, 0), number);
CREATE FUNCTION amparo_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp
  -- Else the plan made while the table was small, which reads all of it, is kept for a connection's life.
  SET enable_seqscan = off SET enable_sort = off AS $$
DECLARE
  last_number bigint;
  last_hash bytea;
BEGIN
  -- One transaction after another adds lines to a city's chain.
  PERFORM pg_advisory_xact_lock(1634035044, coalesce(NEW.city_id, 0)::int);
  SELECT number, hash INTO last_number, last_hash FROM core_auditline
    WHERE coalesce(city_id, 0) = coalesce(NEW.city_id, 0) ORDER BY number DESC LIMIT 1;
  NEW.number := coalesce(last_number, 0) + 1;
  NEW.at := date_trunc('milliseconds', clock_timestamp());
  NEW.previous := coalesce(last_hash, '\x'::bytea);
  NEW.hash := sha256(NEW.previous || convert_to(concat_ws(E'\n',
    coalesce(NEW.city_id::text, ''), NEW.number::text,
    to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS'),
    NEW.actor, NEW.action, NEW.kind, NEW.record, NEW.why), 'UTF8'));
  RETURN NEW;
END $$;
CREATE TRIGGER amparo_chain BEFORE INSERT ON core_auditline FOR EACH ROW EXECUTE FUNCTION amparo_chain();

CREATE FUNCTION amparo_never() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Lines of the audit are never changed or removed.';
END $$;
CREATE TRIGGER amparo_never BEFORE UPDATE OR DELETE ON core_auditline
  FOR EACH ROW EXECUTE FUNCTION amparo_never();
CREATE TRIGGER amparo_never_emptied BEFORE TRUNCATE ON core_auditline
  FOR EACH STATEMENT EXECUTE FUNCTION amparo_never();
"""
UNMAKE = """
DROP TRIGGER amparo_never_emptied ON core_auditline;
DROP TRIGGER amparo_never ON core_auditline;
DROP TRIGGER amparo_chain ON core_auditline;
DROP FUNCTION amparo_never();
DROP FUNCTION amparo_chain();
DROP INDEX core_auditline_chain;
"""


class Migration(migrations.Migration):
    """See above."""

    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunSQL(MAKE, UNMAKE)]
