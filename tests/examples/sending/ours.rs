//! Two real laptops of an office and the server's real program on a PostgreSQL that writes before it answers.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use sqlx_core::query_scalar::query_scalar;
use tilik_journal::{Group, RecordId, Retention, SaltedPayload, UserId};
use tilik_office::Office;
use tilik_office::appraisal::{CoreValue, Rating};
use tilik_office::evaluation::{RatingInput, ResultInput, ValueInput};
use tilik_office::job::Progress;
use tilik_office::printing::Selection;
use tilik_office::safekeeping::Occasion;
use tilik_office::sending::{Invited, Sending, TypedCode, enrol_office, send};
use tilik_office::sheet::{SheetForm, Signed, Which};
use tilik_office::signed::SignedPaper;
use tilik_province::{Config, Province};
use tilik_store::ledger::Act;
use tilik_sync::packing;
use tilik_testkit::bench::time;
use tilik_testkit::office::{agree_plans, close_quarter, import_staff, third_quarter};
use tilik_testkit::record::Record;
use tilik_testkit::{Postgres, Served, Staff, TempOffice};
use tokio::runtime::Runtime;

use crate::laptops::found_two;
use crate::meter::{Measured, Meter};
use crate::{Round, STEPS};

/// Acts of a transaction while the records are made, which is not measured.
const AT_ONCE: usize = 1_000;
/// So often it is asked whether the server has added up.
const LOOK: Duration = Duration::from_millis(5);

/// What one run of ours came to.
pub struct Ours {
    pub steps: Round,
    /// From the end of the first push until the server had added up all of it.
    pub adding_up: Duration,
    /// The copy of the whole office that is made before the first entry that comes, unless one lies there that holds as much: here it does, as after the day's first look.
    pub way_back: Duration,
    /// Entries that went with the first push, and the bytes of their payloads packed together.
    pub entries: usize,
    pub packed: usize,
}

struct Far {
    served: Served,
    meter: Meter,
    runtime: Runtime,
    province: Province,
}

impl Far {
    fn begin(postgres: &Postgres, program: &Path) -> Self {
        let served = Served::begin(program, &postgres.make_database(), "");
        let meter = Meter::to(served.address().to_owned());
        let runtime = Runtime::new().unwrap();
        let config = Config::read(Some(&served.config())).unwrap();
        let province = runtime.block_on(Province::open(&config)).unwrap();
        Self { served, meter, runtime, province }
    }

    fn enrol(&self, office: &mut Office) {
        let number = self.served.ask(&["office", "Dinas Kesehatan"]);
        let code = self.served.ask(&["code", &number]).split(' ').next().unwrap().to_owned();
        let typed = TypedCode { code, address: format!("http://{}", self.meter.address()) };
        enrol_office(&RefCell::new(office), Invited::by_code(&typed).unwrap()).unwrap();
    }

    /// Waits until everything that came is added up.
    fn wait(&self) -> Duration {
        let begun = Instant::now();
        let behind = "SELECT count(*) FROM feed LEFT JOIN projection USING (office, feed) WHERE newest > coalesce(number, 0)";
        while self.runtime.block_on(query_scalar::<_, i64>(behind).fetch_one(self.province.pool())).unwrap()
            > 0
        {
            sleep(LOOK);
        }
        begun.elapsed()
    }
}

fn send_all(office: &mut Office) {
    let report =
        send(&RefCell::new(office), Sending { with_attachments: true }, |_| ControlFlow::Continue(()))
            .unwrap();
    assert!(report.is_all_sent, "{report:?}");
}

fn write(office: &mut Office, word: &str, groups: impl Iterator<Item = Group>) {
    let actor = UserId(office.actor().unwrap().id);
    let act = |group| Act {
        actor,
        word: word.to_owned(),
        retention: Retention::Career,
        groups: vec![group],
        expects: Vec::new(),
    };
    let acts: Vec<_> = groups.map(act).collect();
    for some in acts.chunks(AT_ONCE) {
        office.store_mut().commit(some.to_vec()).unwrap();
    }
}

/// Does every step once: one laptop sends, a fresh one of the same office reads.
pub fn measure(records: &[Record], postgres: &Postgres, program: &Path) -> Ours {
    let far = Far::begin(postgres, program);
    let ((_first, mut a), (_second, mut b)) = found_two(7);
    write(&mut a, "skp.indicator_added", records.iter().map(Record::group));
    far.enrol(&mut a);
    let province = a.store().ledger().unwrap().find_province().unwrap().unwrap();
    b.store_mut().exchange().unwrap().keep_province(&province).unwrap();
    let entries = a.list_entries().unwrap();
    let payloads: Vec<u8> = entries
        .iter()
        .filter_map(|entry| entry.payload())
        .flat_map(SaltedPayload::as_bytes)
        .copied()
        .collect();
    let (mut adding_up, mut way_back) = (Duration::ZERO, Duration::ZERO);
    let steps = STEPS.map(|step| {
        if step == "push_changes" {
            write(&mut a, "skp.indicator_changed", records.iter().step_by(100).map(Record::changed));
        }
        if step == "pull_changes" {
            way_back = time(|| b.make_copy(Occasion::Daily).unwrap()).1;
        }
        let office = if step.starts_with("push") { &mut a } else { &mut b };
        let measured = far.meter.time(|| send_all(office));
        let waited = far.wait();
        if step == "push" {
            adding_up = waited;
        }
        measured
    });
    assert_eq!(a.list_entries().unwrap().len(), b.list_entries().unwrap().len());
    Ours {
        steps,
        adding_up,
        way_back,
        entries: entries.len(),
        packed: packing::pack(&payloads).unwrap().len(),
    }
}

/// What a month of so many people costs on the line: every rating by a key of its own, words for each, the closing of all, every
/// sheet printed and its signatures noted, after the office itself was sent.
pub fn measure_month(people: usize, postgres: &Postgres, program: &Path) -> (Measured, usize) {
    let far = Far::begin(postgres, program);
    let staff = Staff::of(people);
    let (_folder, mut office) = TempOffice::found(8);
    import_staff(&mut office, &staff);
    agree_plans(&mut office, &staff);
    far.enrol(&mut office);
    send_all(&mut office);
    let before = office.list_entries().unwrap().len();
    for (index, nip) in staff.list_nips().iter().enumerate() {
        rate_one(&mut office, nip, *nip == staff.head().nip, index);
    }
    assert_eq!(close_quarter(&mut office), people);
    print_and_sign(&mut office, staff.list_nips());
    let acts = office.list_entries().unwrap().len() - before;
    (far.meter.time(|| send_all(&mut office)), acts)
}

/// As a head rates by keys: each is an act.
fn rate_one(office: &mut Office, nip: &str, is_head: bool, index: usize) {
    let rating = if index.is_multiple_of(4) { Rating::Above } else { Rating::Meets };
    let plan = office.find_plan(RecordId::person(nip), 2026).unwrap().unwrap();
    let mut inputs = Vec::new();
    for id in &plan.results {
        let detail = ResultInput { rating: Some(rating.into()), ..ResultInput::default() };
        inputs.push(RatingInput { results: [(*id, detail)].into(), ..RatingInput::default() });
    }
    for value in CoreValue::ALL {
        let detail = ValueInput { rating: Some(rating.into()), ..ValueInput::default() };
        inputs.push(RatingInput { values: [(*value, detail)].into(), ..RatingInput::default() });
    }
    inputs.push(RatingInput { result_rating: Some(rating.into()), ..RatingInput::default() });
    inputs.push(RatingInput { behaviour_rating: Some(rating.into()), ..RatingInput::default() });
    let words =
        format!("Laporan bulan ini selesai tepat waktu; pertahankan, dan lengkapi lampiran nomor {index}.");
    inputs.push(RatingInput { feedback: Some(words), ..RatingInput::default() });
    for mut input in inputs {
        input.on_behalf_reason = Some("Direkam bersama pejabat penilai".into());
        input.signed =
            is_head.then(|| SignedPaper { decided_on: third_quarter().ends_on(), paper: "800/2".into() });
        office.rate(nip, third_quarter(), &input).unwrap();
    }
}

fn print_and_sign(office: &mut Office, nips: Vec<String>) {
    let (form, period) = (SheetForm::DokumenEvaluasi, third_quarter());
    let paper = office.paper().unwrap().paper();
    let selection = Selection { forms: vec![form.into()], period, nips: None, only_final: true, paper };
    let prints = office.render_sheets(&selection, &Progress::default()).unwrap().1.prints;
    let people = nips.len();
    assert_eq!(office.mark_printed(&prints).unwrap(), people);
    let today = Some(office.today());
    let signed = Signed { assessor_on: today, received_on: today, replaces: false };
    assert_eq!(office.tick_signed(&Which { period, form, nips }, signed).unwrap().ticked.len(), people);
}
