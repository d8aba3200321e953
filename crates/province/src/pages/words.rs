//! How numbers, days and the names of the field are said, in the language of who reads.

use chrono::{DateTime, Datelike as _, NaiveDate, Timelike as _, Utc};
use tilik_appraisal::period::{Period, PeriodKind};
use tilik_appraisal::rating::OrganisationAchievement;
use tilik_journal::catalogue::find_kind;

use super::texts::Texts;
use crate::province::local;
use crate::says::Fault;
use crate::staff::StaffRole;

const ROMAN: [&str; 4] = ["I", "II", "III", "IV"];

impl Texts {
    /// Why an entry does not count, in a sentence.
    pub fn held(&self, code: &str) -> &'static str {
        match code {
            "held.format_unknown" => self.reason.format_unknown(),
            "held.payload_missing" => self.reason.payload_missing(),
            "held.payload_malformed" => self.reason.payload_malformed(),
            "held.log_revoked" => self.reason.log_revoked(),
            "held.device_unknown" => self.reason.device_unknown(),
            "held.actor_unknown" => self.reason.actor_unknown(),
            "held.not_permitted" => self.reason.not_permitted(),
            "held.not_kept" => self.reason.not_kept(),
            _ => self.reason.other(),
        }
    }

    /// What a record is about.
    pub fn kind(&self, number: i64) -> &'static str {
        let topic = &self.topic;
        match u32::try_from(number).ok().and_then(find_kind).map(|kind| kind.name) {
            Some("office") => topic.office(),
            Some("unit") => topic.unit(),
            Some("person") => topic.person(),
            Some("user") => topic.user(),
            Some("superior") => topic.superior(),
            Some("skp" | "result" | "indicator" | "expectation" | "annex_line") => topic.plan(),
            Some("evaluation" | "result_rating" | "behaviour_rating") => topic.evaluation(),
            Some("forwarded") => topic.forwarded(),
            Some("objection") => topic.objection(),
            Some("achievement") => topic.achievement(),
            Some("period" | "deadline") => topic.calendar(),
            Some("sheet" | "scan") => topic.sheet(),
            _ => topic.other(),
        }
    }

    /// What an act was about: the word before the point.
    pub fn act(&self, act: &str) -> &'static str {
        let topic = &self.topic;
        match act.split_once('.').map_or(act, |(area, _)| area) {
            "office" => topic.office(),
            "unit" => topic.unit(),
            "person" => topic.person(),
            "user" | "role" => topic.user(),
            "superior" => topic.superior(),
            "plan" | "skp" => topic.plan(),
            "evaluation" => topic.evaluation(),
            "objection" => topic.objection(),
            "achievement" => topic.achievement(),
            "period" | "deadline" => topic.calendar(),
            "sheet" | "scan" => topic.sheet(),
            "device" | "laptop" => topic.device(),
            _ => topic.other(),
        }
    }

    pub fn role(&self, role: StaffRole) -> &'static str {
        match role {
            StaffRole::Keeper => self.accounts.keeper(),
            StaffRole::Viewer => self.accounts.viewer(),
        }
    }

    /// A moment in the time of western Indonesia.
    pub fn moment(&self, at: DateTime<Utc>) -> String {
        let local = local(at);
        let two = |number: u32| format!("{number:02}");
        self.time.moment(self.day(local.date()), two(local.hour()), two(local.minute()))
    }

    /// A day of the calendar.
    pub fn day(&self, on: NaiveDate) -> String {
        self.time.day(on.day(), name_of_month(self.time.month_names(), on.month()), on.year())
    }

    /// A period as people say it.
    pub fn period(&self, period: Period) -> String {
        let (number, year) = (period.number(), period.year());
        let roman = || ROMAN.get(usize::from(number) - 1).copied().unwrap_or_default();
        match period.kind() {
            PeriodKind::Monthly => {
                let month = name_of_month(self.period.month_names(), u32::from(number));
                self.period.month(month, year)
            }
            PeriodKind::Quarterly => self.period.quarter(roman(), year),
            PeriodKind::Semester => self.period.semester(roman(), year),
            PeriodKind::Annual => self.period.year(year),
        }
    }

    /// What an organisation achieved.
    pub fn achievement(&self, level: OrganisationAchievement) -> &'static str {
        match level {
            OrganisationAchievement::Istimewa => self.level.istimewa(),
            OrganisationAchievement::Baik => self.level.baik(),
            OrganisationAchievement::ButuhPerbaikan => self.level.butuh_perbaikan(),
            OrganisationAchievement::Kurang => self.level.kurang(),
            OrganisationAchievement::SangatKurang => self.level.sangat_kurang(),
        }
    }

    /// What is wrong with what was typed, and what to do.
    pub fn fault(&self, fault: Fault) -> String {
        match fault {
            Fault::Missing => self.fault.missing().to_owned(),
            Fault::TooLong(most) => self.fault.too_long(most),
            Fault::PeriodUnknown => self.fault.period_unknown().to_owned(),
            Fault::DayUnknown => self.fault.day_unknown().to_owned(),
            Fault::DayPast => self.fault.day_past().to_owned(),
            Fault::DayBeforePeriod => self.fault.day_before_period().to_owned(),
            Fault::LevelUnknown => self.fault.level_unknown().to_owned(),
        }
    }

    /// What is wrong with the word that was typed to confirm.
    pub fn wrong_word(&self, word: &str, typed: &str) -> String {
        if typed.trim().is_empty() { self.frame.word_missing(word) } else { self.frame.word_wrong(word) }
    }

    /// How long ago, in whole days.
    pub fn days_ago(&self, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
        match (now - at).num_days() {
            ..=0 => self.time.today().to_owned(),
            1 => self.time.yesterday().to_owned(),
            days => self.time.days_ago(days),
        }
    }

    /// A number in groups of three digits.
    pub fn number(&self, number: i64) -> String {
        let digits = number.to_string();
        let mut text = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) && !text.ends_with('-') {
                text.push_str(self.figure.thousands());
            }
            text.push(digit);
        }
        text
    }

    /// Bytes as people say them.
    pub fn size(&self, bytes: i64) -> String {
        match bytes {
            ..1_000 => self.figure.bytes(bytes),
            1_000..1_000_000 => self.figure.kilobytes(self.number(bytes / 1_000)),
            _ => self.figure.megabytes(self.number(bytes / 1_000_000), bytes % 1_000_000 / 100_000),
        }
    }
}

/// `names`: all twelve in one text.
fn name_of_month(names: &'static str, month: u32) -> &'static str {
    let at = usize::try_from(month).unwrap_or_default();
    names.split(' ').nth(at.saturating_sub(1)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::Texts;
    use crate::pages::texts::Language;

    #[test]
    fn numbers_and_times_are_as_each_language_writes_them() {
        let at = DateTime::from_timestamp_millis(1_790_000_000_000).unwrap();
        let say = |language| {
            let texts = Texts::of(language);
            let numbers = [0, 999, 1_250, 1_234_567].map(|number| texts.number(number));
            let sizes = [900, 61_000, 1_290_000].map(|bytes| texts.size(bytes));
            let ago = [0, 1, 40].map(|days| texts.days_ago(at, at + TimeDelta::days(days)));
            let periods = ["2026-05", "2026-TW4", "2026-S2", "2026"]
                .map(|period| texts.period(period.parse().unwrap()));
            [numbers.join(" | "), sizes.join(" | "), texts.moment(at), ago.join(" | "), periods.join(" | ")]
        };
        assert_eq!(
            say(Language::Indonesian),
            [
                "0 | 999 | 1.250 | 1.234.567",
                "900 B | 61 kB | 1,2 MB",
                "21 Sep 2026, 21.13",
                "hari ini | kemarin | 40 hari lalu",
                "Mei 2026 | Triwulan IV 2026 | Semester II 2026 | Tahun 2026",
            ]
        );
        assert_eq!(
            say(Language::English),
            [
                "0 | 999 | 1,250 | 1,234,567",
                "900 B | 61 kB | 1.2 MB",
                "21 Sep 2026, 21:13",
                "today | yesterday | 40 days ago",
                "May 2026 | Quarter IV 2026 | Semester II 2026 | Year 2026",
            ]
        );
    }

    #[test]
    fn each_language_names_twelve_months() {
        for texts in Language::ALL.map(Texts::of) {
            for names in [texts.time.month_names(), texts.period.month_names()] {
                assert_eq!(names.split(' ').count(), 12, "{names}");
            }
        }
    }
}
