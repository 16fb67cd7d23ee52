"""The first tables: from outlets to audits.

A revision says what the tables were then, and therefore never follows `models/tables.py` when that changes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    for tables in (_captured, _read, _found, _shared, _relied_on):
        tables()


def downgrade() -> None:
    raise RuntimeError("there is no ledger before the first revision: a way down would drop the evidence")


def _captured() -> None:
    _outlets()
    _sources()
    _documents()
    _snapshots()
    _captures()


def _read() -> None:
    _bodies()
    _postings()
    _extractors()
    _readings()


def _found() -> None:
    _clues()
    _works()
    _citations()
    _quotations()
    _figures()
    _turns()


def _shared() -> None:
    _pairs()
    _passages()
    _derivations()


def _relied_on() -> None:
    _pins()
    _audits()
    _audit_pins()


def _outlets() -> None:
    op.create_table(
        "outlets",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("aliases", TEXT, nullable=False),
        sa.Column("hosts", TEXT, nullable=False),
        sa.Column("asset_hosts", TEXT, nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlets")),
        sa.UniqueConstraint("name", name=op.f("uq_outlets_name")),
    )


def _sources() -> None:
    op.create_table(
        "sources",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("address_key", TEXT, nullable=False),
        sa.Column("address", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("added", TIME, nullable=False),
        sa.Column("outlet_id", NUMBER, nullable=True),
        sa.Column("last_capture", TIME, nullable=True),
        sa.Column("last_outcome", TEXT, nullable=True),
        sa.Column("last_reason", TEXT, nullable=True),
        sa.CheckConstraint("kind IN ('url', 'feed', 'file')", name=op.f("ck_sources_kind_word")),
        sa.CheckConstraint(
            "last_outcome IN ('captured', 'unchanged', 'not found', 'refused', 'failed')", name=op.f("ck_sources_last_outcome_word")
        ),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_sources_outlet_id_outlets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("address_key", name=op.f("uq_sources_address_key")),
    )
    op.create_index(op.f("ix_sources_outlet_id"), "sources", ["outlet_id"])


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("address_key", TEXT, nullable=False),
        sa.Column("address", TEXT, nullable=False),
        sa.Column("first_seen", TIME, nullable=False),
        sa.Column("outlet_id", NUMBER, nullable=True),
        sa.Column("title", TEXT, nullable=True),
        sa.Column("claimed", sa.Boolean(), nullable=False),
        sa.Column("claimed_date", TIME, nullable=True),
        sa.Column("origin_path", TEXT, nullable=True),
        sa.Column("derived", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_documents_outlet_id_outlets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("address_key", name=op.f("uq_documents_address_key")),
    )
    op.create_index(op.f("ix_documents_derived"), "documents", ["derived"])
    op.create_index(op.f("ix_documents_outlet_id"), "documents", ["outlet_id"])


def _snapshots() -> None:
    op.create_table(
        "snapshots",
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("media_type", TEXT, nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("warc_digest", TEXT, nullable=False),
        sa.Column("warc_path", TEXT, nullable=False),
        sa.Column("warc_size", sa.BigInteger(), nullable=False),
        sa.Column("record_id", TEXT, nullable=False),
        sa.Column("address", TEXT, nullable=False),
        sa.Column("captured", TIME, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_snapshots")),
    )


def _captures() -> None:
    op.create_table(
        "captures",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("source_id", NUMBER, nullable=True),
        sa.Column("feed_id", NUMBER, nullable=True),
        sa.Column("address", TEXT, nullable=False),
        sa.Column("final_address", TEXT, nullable=False),
        sa.Column("started", TIME, nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("quality", TEXT, nullable=False),
        sa.Column("quality_reasons", TEXT, nullable=False),
        sa.Column("truncated", TEXT, nullable=True),
        sa.Column("snapshot", TEXT, nullable=True),
        sa.Column("warc_digest", TEXT, nullable=True),
        sa.Column("warc_path", TEXT, nullable=True),
        sa.Column("warc_size", sa.BigInteger(), nullable=True),
        sa.Column("record_id", TEXT, nullable=True),
        sa.Column("claimed", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('captured', 'unchanged', 'not found', 'refused', 'failed')", name=op.f("ck_captures_outcome_word")
        ),
        sa.CheckConstraint(
            "quality IN ('ok', 'soft-404', 'blocked', 'empty', 'not text', 'undetermined')", name=op.f("ck_captures_quality_word")
        ),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name=op.f("fk_captures_document_documents")),
        sa.ForeignKeyConstraint(["feed_id"], ["sources.id"], name=op.f("fk_captures_feed_id_sources")),
        sa.ForeignKeyConstraint(["snapshot"], ["snapshots.digest"], name=op.f("fk_captures_snapshot_snapshots")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_captures_source_id_sources")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_captures")),
    )
    op.create_index(op.f("ix_captures_document_started"), "captures", ["document", "started"])
    op.create_index(op.f("ix_captures_feed_id"), "captures", ["feed_id"])
    op.create_index(op.f("ix_captures_snapshot"), "captures", ["snapshot"])
    op.create_index(op.f("ix_captures_source_id"), "captures", ["source_id"])


def _bodies() -> None:
    op.create_table(
        "bodies",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("indexed", sa.Boolean(), nullable=False),
        sa.Column("matched", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bodies")),
        sa.UniqueConstraint("digest", name=op.f("uq_bodies_digest")),
    )
    op.create_index(op.f("ix_bodies_matched_indexed"), "bodies", ["matched", "indexed"])


def _postings() -> None:
    op.create_table(
        "postings",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["body"], ["bodies.id"], name=op.f("fk_postings_body_bodies")),
        sa.PrimaryKeyConstraint("key", "body", name=op.f("pk_postings")),
        sqlite_with_rowid=False,
    )


def _extractors() -> None:
    op.create_table(
        "extractors",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("options", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extractors")),
        sa.UniqueConstraint("digest", name=op.f("uq_extractors_digest")),
    )


def _readings() -> None:
    op.create_table(
        "readings",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("snapshot", TEXT, nullable=False),
        sa.Column("extractor", NUMBER, nullable=False),
        sa.Column("body", NUMBER, nullable=True),
        sa.Column("made", TIME, nullable=False),
        sa.Column("analysed", sa.Boolean(), nullable=False),
        sa.Column("encoding", TEXT, nullable=False),
        sa.Column("page_text", TEXT, nullable=True),
        sa.Column("title", TEXT, nullable=True),
        sa.Column("author", TEXT, nullable=True),
        sa.Column("site_name", TEXT, nullable=True),
        sa.Column("published", TEXT, nullable=True),
        sa.Column("language", TEXT, nullable=True),
        sa.Column("candidates", TEXT, nullable=False),
        sa.Column("problem", TEXT, nullable=True),
        sa.Column("payload_digest", TEXT, nullable=False),
        sa.Column("content_digest", TEXT, nullable=False),
        sa.Column("page_text_digest", TEXT, nullable=False),
        sa.Column("main_text_digest", TEXT, nullable=False),
        sa.Column("normalised_text_digest", TEXT, nullable=False),
        sa.Column("paragraph_digests", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["body"], ["bodies.id"], name=op.f("fk_readings_body_bodies")),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name=op.f("fk_readings_document_documents")),
        sa.ForeignKeyConstraint(["extractor"], ["extractors.id"], name=op.f("fk_readings_extractor_extractors")),
        sa.ForeignKeyConstraint(["snapshot"], ["snapshots.digest"], name=op.f("fk_readings_snapshot_snapshots")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_readings")),
        sa.UniqueConstraint("document", "snapshot", "extractor", name=op.f("uq_readings_document_snapshot_extractor")),
    )
    op.create_index(op.f("ix_readings_body"), "readings", ["body"])
    op.create_index(op.f("ix_readings_extractor"), "readings", ["extractor"])
    op.create_index(op.f("ix_readings_snapshot"), "readings", ["snapshot"])


def _clues() -> None:
    op.create_table(
        "clues",
        sa.Column("reading", NUMBER, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("quote", TEXT, nullable=False),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("rule_version", TEXT, nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("carrier", TEXT, nullable=False),
        sa.Column("outlet", TEXT, nullable=True),
        sa.Column("scope", TEXT, nullable=False),
        sa.Column("strength", TEXT, nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("date", TEXT, nullable=True),
        sa.CheckConstraint(
            "role IN ('host', 'credited_source', 'text_origin', 'asset_origin', 'translator', 'time', 'other')",
            name=op.f("ck_clues_role_word"),
        ),
        sa.CheckConstraint("scope IN ('document', 'network')", name=op.f("ck_clues_scope_word")),
        sa.CheckConstraint("strength IN ('states', 'shows', 'hints')", name=op.f("ck_clues_strength_word")),
        sa.ForeignKeyConstraint(["reading"], ["readings.number"], name=op.f("fk_clues_reading_readings")),
        sa.PrimaryKeyConstraint("reading", "position", name=op.f("pk_clues")),
    )


def _works() -> None:
    op.create_table(
        "works",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=True),
        sa.Column("issuer", TEXT, nullable=True),
        sa.Column("date", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_works")),
    )


def _citations() -> None:
    op.create_table(
        "citations",
        sa.Column("reading", NUMBER, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("quote", TEXT, nullable=False),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("rule_version", TEXT, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("mention", TEXT, nullable=False),
        sa.Column("work", TEXT, nullable=True),
        sa.Column("title", TEXT, nullable=True),
        sa.Column("issuer", TEXT, nullable=True),
        sa.Column("date", TEXT, nullable=True),
        sa.CheckConstraint(
            "mention IN ('titled', 'definite', 'indefinite', 'legal', 'link')", name=op.f("ck_citations_mention_word")
        ),
        sa.ForeignKeyConstraint(["reading"], ["readings.number"], name=op.f("fk_citations_reading_readings")),
        sa.ForeignKeyConstraint(["work"], ["works.id"], name=op.f("fk_citations_work_works")),
        sa.PrimaryKeyConstraint("reading", "position", name=op.f("pk_citations")),
    )
    op.create_index(op.f("ix_citations_work"), "citations", ["work"])


def _quotations() -> None:
    op.create_table(
        "quotations",
        sa.Column("reading", NUMBER, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("quote", TEXT, nullable=False),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("rule_version", TEXT, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("speaker", TEXT, nullable=True),
        sa.Column("speaker_start", sa.Integer(), nullable=True),
        sa.Column("speaker_end", sa.Integer(), nullable=True),
        sa.Column("flags", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["reading"], ["readings.number"], name=op.f("fk_quotations_reading_readings")),
        sa.PrimaryKeyConstraint("reading", "position", name=op.f("pk_quotations")),
    )


def _figures() -> None:
    op.create_table(
        "figures",
        sa.Column("reading", NUMBER, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("quote", TEXT, nullable=False),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("rule_version", TEXT, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("value", TEXT, nullable=True),
        sa.Column("unit", TEXT, nullable=True),
        sa.Column("qualifier", TEXT, nullable=True),
        sa.Column("period", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["reading"], ["readings.number"], name=op.f("fk_figures_reading_readings")),
        sa.PrimaryKeyConstraint("reading", "position", name=op.f("pk_figures")),
    )


def _turns() -> None:
    op.create_table(
        "turns",
        sa.Column("reading", NUMBER, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("quote", TEXT, nullable=False),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("rule_version", TEXT, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("speaker", TEXT, nullable=False),
        sa.Column("label_start", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["reading"], ["readings.number"], name=op.f("fk_turns_reading_readings")),
        sa.PrimaryKeyConstraint("reading", "position", name=op.f("pk_turns")),
    )


def _pairs() -> None:
    op.create_table(
        "pairs",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("body", NUMBER, nullable=False),
        sa.Column("other", NUMBER, nullable=False),
        sa.Column("containment", sa.Float(), nullable=False),
        sa.Column("containment_other", sa.Float(), nullable=False),
        sa.CheckConstraint("body < other", name=op.f("ck_pairs_order")),
        sa.ForeignKeyConstraint(["body"], ["bodies.id"], name=op.f("fk_pairs_body_bodies")),
        sa.ForeignKeyConstraint(["other"], ["bodies.id"], name=op.f("fk_pairs_other_bodies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairs")),
        sa.UniqueConstraint("body", "other", name=op.f("uq_pairs_body_other")),
    )
    op.create_index(op.f("ix_pairs_other"), "pairs", ["other"])


def _passages() -> None:
    op.create_table(
        "passages",
        sa.Column("pair", NUMBER, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("a_start", sa.Integer(), nullable=False),
        sa.Column("a_end", sa.Integer(), nullable=False),
        sa.Column("b_start", sa.Integer(), nullable=False),
        sa.Column("b_end", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["pair"], ["pairs.id"], name=op.f("fk_passages_pair_pairs")),
        sa.PrimaryKeyConstraint("pair", "position", name=op.f("pk_passages")),
    )


def _derivations() -> None:
    op.create_table(
        "derivations",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("origin", TEXT, nullable=False),
        sa.Column("target", TEXT, nullable=False),
        sa.Column("relation", TEXT, nullable=False),
        sa.Column("word", TEXT, nullable=False),
        sa.Column("evidence", TEXT, nullable=False),
        sa.Column("rivals", TEXT, nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("engine", TEXT, nullable=False),
        sa.Column("made", TIME, nullable=False),
        sa.Column("superseded", TIME, nullable=True),
        sa.CheckConstraint(
            "word IN ('stated', 'strongly indicated', 'indicated', 'undetermined')", name=op.f("ck_derivations_word_word")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_derivations")),
    )
    op.create_index(op.f("ix_derivations_origin"), "derivations", ["origin"])
    op.create_index(op.f("ix_derivations_target"), "derivations", ["target"])


def _pins() -> None:
    op.create_table(
        "pins",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("exact", TEXT, nullable=False),
        sa.Column("prefix", TEXT, nullable=False),
        sa.Column("suffix", TEXT, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("layer", TEXT, nullable=False),
        sa.Column("snapshot", TEXT, nullable=False),
        sa.Column("made", TIME, nullable=False),
        sa.Column("note", TEXT, nullable=True),
        sa.Column("dropped", TIME, nullable=True),
        sa.CheckConstraint("layer IN ('main', 'page')", name=op.f("ck_pins_layer_word")),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name=op.f("fk_pins_document_documents")),
        sa.ForeignKeyConstraint(["snapshot"], ["snapshots.digest"], name=op.f("fk_pins_snapshot_snapshots")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pins")),
    )
    op.create_index(op.f("ix_pins_document"), "pins", ["document"])
    op.create_index(op.f("ix_pins_snapshot"), "pins", ["snapshot"])


def _audits() -> None:
    op.create_table(
        "audits",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("made", TIME, nullable=False),
        sa.Column("offline", sa.Boolean(), nullable=False),
        sa.Column("was_snapshot", TEXT, nullable=True),
        sa.Column("now_snapshot", TEXT, nullable=True),
        sa.Column("now_capture", NUMBER, nullable=True),
        sa.Column("quality", TEXT, nullable=True),
        sa.Column("change_word", TEXT, nullable=False),
        sa.Column("change_reasons", TEXT, nullable=False),
        sa.Column("change_rungs", TEXT, nullable=False),
        sa.Column("change_parts", TEXT, nullable=False),
        sa.CheckConstraint(
            "change_word IN ('unchanged', 'markup only', 'template only', 'text', 'not comparable')",
            name=op.f("ck_audits_change_word_word"),
        ),
        sa.CheckConstraint(
            "quality IN ('ok', 'soft-404', 'blocked', 'empty', 'not text', 'undetermined')", name=op.f("ck_audits_quality_word")
        ),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name=op.f("fk_audits_document_documents")),
        sa.ForeignKeyConstraint(["now_capture"], ["captures.number"], name=op.f("fk_audits_now_capture_captures")),
        sa.ForeignKeyConstraint(["now_snapshot"], ["snapshots.digest"], name=op.f("fk_audits_now_snapshot_snapshots")),
        sa.ForeignKeyConstraint(["was_snapshot"], ["snapshots.digest"], name=op.f("fk_audits_was_snapshot_snapshots")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audits")),
    )
    op.create_index(op.f("ix_audits_document"), "audits", ["document"])
    op.create_index(op.f("ix_audits_now_capture"), "audits", ["now_capture"])
    op.create_index(op.f("ix_audits_now_snapshot"), "audits", ["now_snapshot"])
    op.create_index(op.f("ix_audits_was_snapshot"), "audits", ["was_snapshot"])


def _audit_pins() -> None:
    op.create_table(
        "audit_pins",
        sa.Column("audit", NUMBER, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("pin", TEXT, nullable=False),
        sa.Column("verdict", TEXT, nullable=False),
        sa.Column("now", TEXT, nullable=True),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("edits", TEXT, nullable=False),
        sa.Column("reasons", TEXT, nullable=False),
        sa.CheckConstraint(
            "verdict IN ('verbatim', 'moved', 'typographic', 'altered', 'ambiguous', 'absent', 'not auditable')",
            name=op.f("ck_audit_pins_verdict_word"),
        ),
        sa.ForeignKeyConstraint(["audit"], ["audits.number"], name=op.f("fk_audit_pins_audit_audits")),
        sa.ForeignKeyConstraint(["pin"], ["pins.id"], name=op.f("fk_audit_pins_pin_pins")),
        sa.PrimaryKeyConstraint("audit", "position", name=op.f("pk_audit_pins")),
    )
    op.create_index(op.f("ix_audit_pins_pin"), "audit_pins", ["pin"])
