//! The stable codes of findings: `area.reason`, never reused. It must not hold words: those are in the catalogue.
//! Invariant: [`ALL`] lists every code, because both come from one list.

macro_rules! codes {
    ($( $(#[$doc:meta])* $name:ident = $code:literal; )+) => {
        $( $(#[$doc])* pub const $name: &str = $code; )+
        /// Every code that a finding may carry.
        pub const ALL: &[&str] = &[$( $code ),+];
    };
}

codes! {
    /// The row has cells, but none in the NIP column.
    NIP_MISSING = "roster.nip_missing";
    /// A spreadsheet took the NIP for a number: digits are lost for good. Facts: `damage`.
    NIP_DAMAGED = "roster.nip_damaged";
    /// The NIP is not one that can exist. Facts: `reason`.
    NIP_INVALID = "roster.nip_invalid";
    /// The sex in the NIP is not that of the column. Facts: `sex`.
    NIP_SEX_DIFFERS = "roster.nip_sex_differs";
    /// The same NIP stands in other rows with other contents. Facts: `rows`.
    NIP_TWICE = "roster.nip_twice";
    /// No name.
    NAME_MISSING = "roster.name_missing";
    /// A name or title of more than 200 characters. Facts: `length`, `limit`.
    NAME_TOO_LONG = "roster.name_too_long";
    /// Another text of more characters than are kept. Facts: `length`, `limit`.
    TEXT_TOO_LONG = "roster.text_too_long";
    /// Neither PNS nor PPPK.
    KIND_UNKNOWN = "roster.kind_unknown";
    /// Not a golongan.
    RANK_UNKNOWN = "roster.rank_unknown";
    /// Not a kind of position.
    POSITION_KIND_UNKNOWN = "roster.position_kind_unknown";
    /// The superior's NIP was damaged by a spreadsheet. Facts: `damage`.
    SUPERIOR_NIP_DAMAGED = "roster.superior_nip_damaged";
    /// The superior's NIP is not one that can exist. Facts: `reason`.
    SUPERIOR_NIP_INVALID = "roster.superior_nip_invalid";
    /// A formula's error, such as `#REF!`, in a column that is read.
    CELL_ERROR = "roster.cell_error";
    /// A formula whose result the file does not hold, in a column that is read.
    FORMULA_WITHOUT_VALUE = "roster.formula_without_value";

    /// Notice: the row repeats another one and was left out. Facts: `rows`.
    SAME_ROW_TWICE = "roster.same_row_twice";
    /// Notice: the superior is neither in this file nor known; the row has no superior for now.
    SUPERIOR_UNKNOWN = "roster.superior_unknown";
    /// Notice: superiors in a circle; none of them got a superior. Facts: `circle`.
    SUPERIOR_CIRCLE = "roster.superior_circle";
    /// Notice: two laptops entered this person differently; the fields that differ stay as they are.
    DISPUTED = "roster.disputed";
    /// Notice: somebody is named as the own superior.
    SUPERIOR_SELF = "roster.superior_self";
    /// Notice: the superior's cell holds words, such as "Bupati", and no NIP.
    SUPERIOR_NOT_A_NIP = "roster.superior_not_a_nip";
    /// Notice: invisible characters were removed from the row.
    CONTROL_CHARACTERS_REMOVED = "roster.control_characters_removed";
    /// Notice: the column says PNS and the NIP says PPPK, or the other way; the column is followed. Facts: `nip_kind`.
    KIND_CONTRADICTS_NIP = "roster.kind_contradicts_nip";
    /// Notice: a golongan of PNS for a PPPK, or the other way.
    RANK_CONTRADICTS_KIND = "roster.rank_contradicts_kind";
    /// Notice: the NIP is possible but unusual. Facts: `reason`.
    NIP_UNUSUAL = "roster.nip_unusual";
    /// Notice: the sheet hides this row, and it was imported.
    ROW_HIDDEN = "roster.row_hidden";
    /// Notice: the sheet hides this column, and it was read.
    COLUMN_HIDDEN = "roster.column_hidden";
    /// Notice: the heading in this row gave people below it their unit. Facts: `count`.
    UNIT_FROM_HEADING = "roster.unit_from_heading";

    /// Why somebody is proposed as a superior: heads the person's unit.
    SUPERIOR_HEADS_UNIT = "roster.superior_heads_unit";
    /// The same: leads the secretariat, which the person's sub-section belongs to.
    SUPERIOR_LEADS_SECRETARIAT = "roster.superior_leads_secretariat";
    /// The same: heads the office, to whom heads of units and the office's own staff answer.
    SUPERIOR_HEADS_OFFICE = "roster.superior_heads_office";

    /// As in a roster.
    RATINGS_NIP_MISSING = "ratings.nip_missing";
    /// As in a roster.
    RATINGS_NIP_DAMAGED = "ratings.nip_damaged";
    /// As in a roster.
    RATINGS_NIP_INVALID = "ratings.nip_invalid";
    /// As in a roster.
    RATINGS_NIP_TWICE = "ratings.nip_twice";
    /// As in a roster.
    RATINGS_TEXT_TOO_LONG = "ratings.text_too_long";
    /// One of the two overall ratings is missing.
    RATINGS_RATING_MISSING = "ratings.rating_missing";
    /// Not one of the three ratings.
    RATINGS_RATING_UNKNOWN = "ratings.rating_unknown";
    /// As in a roster.
    RATINGS_CELL_ERROR = "ratings.cell_error";
    /// As in a roster.
    RATINGS_FORMULA_WITHOUT_VALUE = "ratings.formula_without_value";
    /// Notice, as in a roster.
    RATINGS_ROW_HIDDEN = "ratings.row_hidden";
    /// Notice, as in a roster.
    RATINGS_SAME_ROW_TWICE = "ratings.same_row_twice";
    /// Notice, as in a roster.
    RATINGS_CONTROL_CHARACTERS_REMOVED = "ratings.control_characters_removed";

    /// As in a roster.
    PLANS_NIP_MISSING = "plans.nip_missing";
    /// As in a roster.
    PLANS_NIP_DAMAGED = "plans.nip_damaged";
    /// As in a roster.
    PLANS_NIP_INVALID = "plans.nip_invalid";
    /// As in a roster.
    PLANS_TEXT_TOO_LONG = "plans.text_too_long";
    /// The cell must not be empty in this kind of row.
    PLANS_VALUE_MISSING = "plans.value_missing";
    /// The word is none of those that the column knows.
    PLANS_VALUE_UNKNOWN = "plans.value_unknown";
    /// The cell differs from that of another row of the same plan or result. Facts: `other_row`, `other_value`.
    PLANS_VALUE_DIFFERS = "plans.value_differs";
    /// Year or period cannot be read.
    PLANS_PERIOD_INVALID = "plans.period_invalid";
    /// The number of the result is not a whole number from 1 to 999.
    PLANS_RESULT_NO_INVALID = "plans.result_no_invalid";
    /// Another row of the same plan is refused, and half a plan is never imported. Facts: `rows`.
    PLANS_PERSON_REFUSED = "plans.person_refused";
    /// The sheet does not say whose plan it is: no NIP beside the word in the block above the results.
    PLANS_PERSON_NOT_STATED = "plans.person_not_stated";
    /// Notice: measures whose target is in their words, and was taken from there. Facts: `count`.
    PLANS_TARGET_IN_WORDS = "plans.target_in_words";
    /// As in a roster.
    PLANS_CELL_ERROR = "plans.cell_error";
    /// As in a roster.
    PLANS_FORMULA_WITHOUT_VALUE = "plans.formula_without_value";
    /// Notice, as in a roster.
    PLANS_ROW_HIDDEN = "plans.row_hidden";
    /// Notice, as in a roster.
    PLANS_CONTROL_CHARACTERS_REMOVED = "plans.control_characters_removed";
}
