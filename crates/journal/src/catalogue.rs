//! Record kinds and their fields: numbers on the wire, names for people and SQL.
//!
//! A number is never given a second meaning; a kind or field that this release does not know is kept and folded all the same. Kinds below
//! [`FIRST_OFFICE_KIND`] control the journal itself. The decisive fields are those whose value must not be guessed while two versions stand.

/// Kinds below this number are control.
pub const FIRST_OFFICE_KIND: u32 = 10;

/// Who may write a field; the ranks are in [`crate::role`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writers {
    /// The head of the office alone.
    Head,
    /// The head or an assessor.
    Assessors,
    /// The head or the operator: staff data, and who assesses whom.
    Registry,
    /// The head, an assessor or the operator.
    Staff,
}

/// A field of a record kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSpec {
    /// Its number on the wire.
    pub number: u32,
    /// Its name.
    pub name: &'static str,
    /// Whether it has no value at all while in dispute.
    pub is_decisive: bool,
    /// Who may write it.
    pub writers: Writers,
}

/// A record kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindSpec {
    /// Its number on the wire.
    pub number: u32,
    /// Its name.
    pub name: &'static str,
    /// Who may mark its records (close, freeze, retract …).
    pub markers: Writers,
    /// Its fields, ascending by number.
    pub fields: &'static [FieldSpec],
}

macro_rules! catalogue {
    ($( $(#[$doc:meta])* $module:ident = $number:literal, $name:literal, marks $markers:ident {
        $( $field:ident = $field_number:literal, $field_name:literal, $decisive:tt $writers:ident; )*
    } )*) => {
        $(
            $(#[$doc])*
            pub mod $module {
                /// The kind's number.
                pub const KIND: u32 = $number;
                $(
                    #[doc = concat!("The field `", $field_name, "`.")]
                    pub const $field: u32 = $field_number;
                )*
            }
        )*
        /// Every kind, ascending by number.
        pub const KINDS: &[KindSpec] = &[
            $( KindSpec {
                number: $number,
                name: $name,
                markers: Writers::$markers,
                fields: &[ $( FieldSpec {
                    number: $field_number,
                    name: $field_name,
                    is_decisive: catalogue!(@decisive $decisive),
                    writers: Writers::$writers,
                }, )* ],
            }, )*
        ];
    };
    (@decisive decisive) => { true };
    (@decisive plain) => { false };
}

catalogue! {
    /// A device whose logs count; named by its key. One that succeeds an authority, by whose key it is signed, has its authority from then on.
    device = 1, "device", marks Head {
        KEY = 1, "key", plain Head;
        NAME = 2, "name", plain Head;
        SUCCEEDS = 3, "succeeds", plain Head;
    }
    /// The end of a log, or of all logs of a key: what its last accepted entry did not see is held.
    revocation = 2, "revocation", marks Head {
        LOG = 1, "log", plain Head;
        LAST_SEQ = 2, "last_seq", plain Head;
        LAST_HASH = 3, "last_hash", plain Head;
        REASON = 4, "reason", plain Head;
        KEY = 5, "key", plain Head;
    }
    /// A held entry that counts after all.
    admission = 3, "admission", marks Head {
        ENTRY = 1, "entry", plain Head;
        REASON = 2, "reason", plain Head;
    }
    /// An entry whose payload is removed for good.
    purge = 4, "purge", marks Head {
        ENTRY = 1, "entry", plain Head;
        REASON = 2, "reason", plain Head;
    }
    /// A user of the application and the role held.
    user = 5, "user", marks Head {
        NAME = 1, "name", plain Head;
        ROLE = 2, "role", plain Head;
        PERSON = 3, "person", plain Head;
        NIP = 4, "nip", plain Head;
    }
    /// The office itself.
    office = 10, "office", marks Head {
        NAME = 1, "name", plain Registry;
        AGENCY = 2, "agency", plain Registry;
        PLACE = 3, "place", plain Registry;
        PAPER = 4, "paper", plain Registry;
        HEAD = 5, "head", plain Registry;
        REGION = 6, "region", plain Registry;
        PRACTICE = 7, "practice", plain Head;
        RECOVERY = 8, "recovery", plain Head;
        RECOVERY_ON = 9, "recovery_on", plain Head;
        RECOVERY_REASON = 10, "recovery_reason", plain Head;
        WORD_KURANG = 11, "word_kurang", plain Registry;
        WORD_BUTUH_PERBAIKAN = 12, "word_butuh_perbaikan", plain Registry;
        NIP_STYLE = 13, "nip_style", plain Registry;
        GOVERNMENT = 14, "government", plain Registry;
        ADDRESS = 15, "address", plain Registry;
        TELEPHONE = 16, "telephone", plain Registry;
        WEBSITE = 17, "website", plain Registry;
        EMAIL = 18, "email", plain Registry;
        POSTCODE = 19, "postcode", plain Registry;
        EMBLEM = 20, "emblem", plain Registry;
        MARGIN_TOP = 21, "margin_top", plain Registry;
        MARGIN_RIGHT = 22, "margin_right", plain Registry;
        MARGIN_BOTTOM = 23, "margin_bottom", plain Registry;
        MARGIN_LEFT = 24, "margin_left", plain Registry;
        OBJECTION_DAYS = 25, "objection_days", plain Head;
        WORD_RATING = 26, "word_rating", plain Registry;
        EVALUATION_SIGNERS = 27, "evaluation_signers", plain Registry;
        CHOICES_SHOWN = 28, "choices_shown", plain Registry;
        OBJECTION_BLOCKS = 29, "objection_blocks", plain Registry;
        SIGNATURE_NUMBERS = 30, "signature_numbers", plain Registry;
    }
    /// A unit of the office.
    unit = 11, "unit", marks Registry {
        NAME = 1, "name", plain Registry;
        PARENT = 2, "parent", plain Registry;
    }
    /// A civil servant.
    person = 12, "person", marks Registry {
        NIP = 1, "nip", plain Registry;
        FRONT_TITLE = 2, "front_title", plain Registry;
        NAME = 3, "name", plain Registry;
        BACK_TITLE = 4, "back_title", plain Registry;
        EMPLOYMENT = 5, "employment", plain Registry;
        RANK = 6, "rank", plain Registry;
        POSITION = 7, "position", plain Registry;
        POSITION_KIND = 8, "position_kind", plain Registry;
        UNIT = 9, "unit", plain Registry;
        LEADS_OFFICE = 10, "leads_office", plain Registry;
        OTHER_ID = 11, "other_id", plain Registry;
        JOINED_INTO = 12, "joined_into", plain Registry;
        REASON = 13, "reason", plain Registry;
        AWAITED_SUPERIOR = 14, "awaited_superior", plain Registry;
        JOINED_ON = 15, "joined_on", plain Registry;
        POSITION_SINCE = 16, "position_since", plain Registry;
        LEFT_ON = 17, "left_on", plain Registry;
        LEFT_FOR = 18, "left_for", plain Registry;
    }
    /// The assessor of a person between two dates.
    superior = 13, "superior", marks Registry {
        PERSON = 1, "person", plain Registry;
        ASSESSOR = 2, "assessor", plain Registry;
        FROM = 3, "from", plain Registry;
        UNTIL = 4, "until", plain Registry;
        CAPACITY = 5, "capacity", plain Registry;
        REASON = 6, "reason", plain Registry;
        EXTERNAL_NAME = 7, "external_name", plain Registry;
        EXTERNAL_ID = 8, "external_id", plain Registry;
        EXTERNAL_RANK = 9, "external_rank", plain Registry;
        EXTERNAL_POSITION = 10, "external_position", plain Registry;
        EXTERNAL_UNIT = 11, "external_unit", plain Registry;
    }
    /// The plan of a person for a year.
    skp = 14, "skp", marks Assessors {
        PERSON = 1, "person", plain Staff;
        YEAR = 2, "year", plain Staff;
        SEGMENT = 3, "segment", plain Staff;
        APPROACH = 4, "approach", plain Staff;
        FORM = 5, "form", plain Staff;
        FROM = 6, "from", plain Staff;
        UNTIL = 7, "until", plain Staff;
        AGREED_ON = 8, "agreed_on", decisive Assessors;
        ADDENDUM = 9, "addendum", plain Assessors;
        REASON = 10, "reason", plain Assessors;
        SIGNED_PAPER = 11, "signed_paper", decisive Assessors;
    }
    /// A planned result of an SKP.
    result = 15, "result", marks Staff {
        SKP = 1, "skp", plain Staff;
        ORDER = 2, "order", plain Staff;
        KIND_OF_RESULT = 3, "result_kind", plain Staff;
        SUPERIOR_RESULT = 4, "superior_result", plain Staff;
        TEXT = 5, "text", plain Staff;
        ASSIGNED_BY = 6, "assigned_by", plain Staff;
    }
    /// An indicator of a planned result.
    indicator = 16, "indicator", marks Staff {
        RESULT = 1, "result", plain Staff;
        ORDER = 2, "order", plain Staff;
        ASPECT = 3, "aspect", plain Staff;
        TEXT = 4, "text", plain Staff;
        TARGET = 5, "target", plain Staff;
        PERSPECTIVE = 6, "perspective", plain Staff;
        TARGET_TW1 = 7, "target_tw1", plain Staff;
        TARGET_TW2 = 8, "target_tw2", plain Staff;
        TARGET_TW3 = 9, "target_tw3", plain Staff;
        TARGET_TW4 = 10, "target_tw4", plain Staff;
    }
    /// A line of the annex of an SKP.
    annex_line = 17, "annex_line", marks Staff {
        SKP = 1, "skp", plain Staff;
        LIST = 2, "list", plain Staff;
        ORDER = 3, "order", plain Staff;
        TEXT = 4, "text", plain Staff;
    }
    /// A special expectation of the leader for one of the seven values.
    expectation = 18, "expectation", marks Staff {
        SKP = 1, "skp", plain Staff;
        CORE_VALUE = 2, "core_value", plain Staff;
        TEXT = 3, "text", plain Staff;
    }
    /// The organisation's achievement in a period.
    achievement = 20, "achievement", marks Head {
        PERIOD = 1, "period", plain Head;
        PROPOSED = 2, "proposed", decisive Head;
        SET = 3, "set", decisive Head;
        NOTE = 4, "note", plain Head;
        DISTRIBUTION_REASON = 5, "distribution_reason", plain Head;
        EXPLAINED_FINDINGS = 6, "explained_findings", plain Head;
        SAID_ON = 7, "said_on", plain Head;
    }
    /// The evaluation of a person for a period.
    evaluation = 21, "evaluation", marks Assessors {
        PERSON = 1, "person", plain Assessors;
        PERIOD = 2, "period", plain Assessors;
        SEGMENT = 3, "segment", plain Assessors;
        SKP = 4, "skp", plain Assessors;
        ASSESSOR = 5, "assessor", plain Assessors;
        RESULT_RATING = 6, "result_rating", decisive Assessors;
        BEHAVIOUR_RATING = 7, "behaviour_rating", decisive Assessors;
        FEEDBACK = 8, "feedback", plain Assessors;
        NOTE = 9, "note", plain Assessors;
        ON_BEHALF_REASON = 10, "on_behalf_reason", plain Assessors;
        REASON = 11, "reason", plain Assessors;
        REVISION = 12, "revision", decisive Assessors;
        CONTENT = 13, "content", decisive Assessors;
        RESULT_REASON = 14, "result_reason", plain Assessors;
        BEHAVIOUR_REASON = 15, "behaviour_reason", plain Assessors;
        DECIDED_ON = 16, "decided_on", decisive Assessors;
        SIGNED_PAPER = 17, "signed_paper", decisive Assessors;
    }
    /// The rating of one planned result in an evaluation.
    result_rating = 22, "result_rating", marks Assessors {
        EVALUATION = 1, "evaluation", plain Assessors;
        RESULT = 2, "result", plain Assessors;
        RATING = 3, "rating", decisive Assessors;
        ACHIEVED = 4, "achieved", plain Assessors;
        FEEDBACK = 5, "feedback", plain Assessors;
    }
    /// The rating of one of the seven values in an evaluation.
    behaviour_rating = 23, "behaviour_rating", marks Assessors {
        EVALUATION = 1, "evaluation", plain Assessors;
        CORE_VALUE = 2, "core_value", plain Assessors;
        RATING = 3, "rating", decisive Assessors;
        FEEDBACK = 4, "feedback", plain Assessors;
    }
    /// A period of evaluation.
    period = 24, "period", marks Head {
        PERIOD = 1, "period", plain Head;
        REASON = 2, "reason", plain Head;
    }
    /// A sheet that was printed with a content, and what became of the paper. Another content of the same form is another record.
    sheet = 25, "sheet", marks Staff {
        FORM = 1, "form", plain Staff;
        PERSON = 2, "person", plain Staff;
        PERIOD = 3, "period", plain Staff;
        SUBJECT = 4, "subject", plain Staff;
        CONTENT_HASH = 5, "content_hash", plain Staff;
        REVISION = 6, "revision", plain Staff;
        NUMBER = 7, "number", plain Staff;
        PRINTED_ON = 8, "printed_on", plain Staff;
        CHANGES = 9, "changes", plain Staff;
        PREDICATE = 10, "predicate", plain Staff;
        ASSESSOR_SIGNED_ON = 11, "assessor_signed_on", plain Staff;
        RECEIVED_ON = 12, "received_on", plain Staff;
        REFUSED_ON = 13, "refused_on", plain Staff;
        REFUSAL_WITNESS = 14, "refusal_witness", plain Staff;
        REFUSAL_WORDS = 15, "refusal_words", plain Staff;
        ARCHIVED_ON = 16, "archived_on", plain Staff;
        ARCHIVED_AT = 17, "archived_at", plain Staff;
    }
    /// An objection to one closing of an evaluation, from the letter to the decision.
    objection = 26, "objection", marks Staff {
        EVALUATION = 1, "evaluation", plain Staff;
        PERSON = 2, "person", plain Staff;
        PERIOD = 3, "period", plain Staff;
        REVISION = 4, "revision", plain Staff;
        RECEIVED_ON = 5, "received_on", plain Staff;
        DAY_UNIT = 6, "day_unit", plain Staff;
        FILE_BY = 7, "file_by", plain Staff;
        FILED_ON = 8, "filed_on", plain Staff;
        REASONS = 9, "reasons", plain Staff;
        LATE_REASON = 10, "late_reason", plain Staff;
        DECIDE_BY = 11, "decide_by", plain Staff;
        ASSESSOR_WORDS = 12, "assessor_words", plain Staff;
        ASSESSOR_HEARD_ON = 13, "assessor_heard_on", plain Staff;
        EMPLOYEE_WORDS = 14, "employee_words", plain Staff;
        EMPLOYEE_HEARD_ON = 15, "employee_heard_on", plain Staff;
        DECISION = 16, "decision", decisive Assessors;
        DECIDED_ON = 17, "decided_on", plain Assessors;
        DECIDED_BY = 18, "decided_by", plain Assessors;
        DECISION_NUMBER = 19, "decision_number", plain Assessors;
        DECISION_WORDS = 20, "decision_words", plain Assessors;
        RESULT_RATING = 21, "result_rating", decisive Assessors;
        BEHAVIOUR_RATING = 22, "behaviour_rating", decisive Assessors;
        WITHDRAWN_REASON = 23, "withdrawn_reason", plain Staff;
        WITHDRAWN_ON = 24, "withdrawn_on", plain Staff;
    }
    /// A scanned paper: an attachment that belongs to a sheet or an objection.
    scan = 27, "scan", marks Staff {
        SUBJECT = 1, "subject", plain Staff;
        ATTACHMENT = 2, "attachment", plain Staff;
        MEDIA = 3, "media", plain Staff;
        SIZE = 4, "size", plain Staff;
        PAGE = 5, "page", plain Staff;
        NAME = 6, "name", plain Staff;
        SCANNED_ON = 7, "scanned_on", plain Staff;
    }
    /// A closed evaluation of another office, kept as evidence: the entry that closed it and what shows whose it is, as they were signed there.
    forwarded = 28, "forwarded", marks Head {
        PERSON = 1, "person", plain Head;
        PERIOD = 2, "period", plain Head;
        NIP = 3, "nip", plain Head;
        OFFICE = 4, "from_office", plain Head;
        FEED = 5, "from_feed", plain Head;
        REASON = 6, "reason", plain Head;
        EVIDENCE = 7, "evidence", plain Head;
    }
    /// The day by which the province wants a period done. Read in the province's feeds alone, as is `notice`.
    deadline = 40, "deadline", marks Staff {
        PERIOD = 1, "period", plain Staff;
        DAY = 2, "day", plain Staff;
        NOTE = 3, "note", plain Staff;
        SAID_ON = 4, "said_on", plain Staff;
    }
    /// What the province lets its offices know.
    notice = 41, "notice", marks Staff {
        TITLE = 1, "title", plain Staff;
        TEXT = 2, "text", plain Staff;
        SAID_ON = 3, "said_on", plain Staff;
        SAID_BY = 4, "said_by", plain Staff;
    }
}

/// The kind with this number, if this release knows it.
#[must_use]
pub fn find_kind(number: u32) -> Option<&'static KindSpec> {
    KINDS.binary_search_by_key(&number, |kind| kind.number).ok().map(|at| &KINDS[at])
}

/// The kind with this name.
#[must_use]
pub fn find_kind_named(name: &str) -> Option<&'static KindSpec> {
    KINDS.iter().find(|kind| kind.name == name)
}

impl KindSpec {
    /// The field with this number, if this release knows it.
    #[must_use]
    pub fn find_field(&self, number: u32) -> Option<&'static FieldSpec> {
        self.fields.iter().find(|field| field.number == number)
    }
}

/// Whether a field has no value at all while in dispute.
#[must_use]
pub fn is_decisive(kind: u32, field: u32) -> bool {
    find_kind(kind).and_then(|kind| kind.find_field(field)).is_some_and(|field| field.is_decisive)
}
