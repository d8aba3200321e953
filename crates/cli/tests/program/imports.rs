//! Staff lists as offices really have them: what comes in, what is refused, and why.

use tilik_testkit::Staff;
use tilik_testkit::staff::{HEADINGS, write_table};

use crate::laptop::*;

/// A file, and what must come of it.
struct Messy {
    name: &'static str,
    bytes: Vec<u8>,
    imported: usize,
    refused: &'static [&'static str],
    notices: &'static [&'static str],
}

fn rows_of(staff: &Staff) -> Vec<Vec<String>> {
    staff.members.iter().map(|member| member.cells.to_vec()).collect()
}

/// Every character of these tests is in Windows-1252 at the place of its code point.
fn to_windows_1252(text: &str) -> Vec<u8> {
    text.chars().map(|character| u8::try_from(u32::from(character)).unwrap()).collect()
}

/// Semicolons and Windows-1252, as an Indonesian Excel writes it.
fn windows_file() -> Messy {
    let mut rows = rows_of(&Staff::of(12));
    rows[3][1] = "Désirée Müller".into();
    rows[5][1] = "André Nuñez".into();
    rows[7][5] = "V/z".into();
    rows[9][7] = "JURU MASAK".into();
    let text = write_table(';', &HEADINGS, rows.into_iter()).replace('\n', "\r\n");
    Messy {
        name: "windows-1252.csv",
        bytes: to_windows_1252(&text),
        imported: 10,
        refused: &["9 F roster.rank_unknown", "11 H roster.position_kind_unknown"],
        notices: &[],
    }
}

/// Tabs, other headings in another order, a sum below.
fn tab_file() -> Messy {
    let order = [1, 0, 5, 6, 8, 9];
    let headings = ["Nama Lengkap dan Gelar", "NIP BARU", "Gol/Ruang", "Jabatan", "Unit Kerja", "NIP Atasan"];
    let mut rows: Vec<Vec<String>> = rows_of(&Staff::of(12))
        .into_iter()
        .map(|cells| order.iter().map(|place| cells[*place].clone()).collect())
        .collect();
    rows[2][0] = "Dr. Dewi Nasution, S.H., M.H.".into();
    rows[4][0] = String::new();
    rows.push(vec!["Jumlah".into(), "12".into(), String::new(), String::new(), String::new(), String::new()]);
    Messy {
        name: "tab.tsv",
        bytes: write_table('\t', &headings, rows.into_iter()).into_bytes(),
        imported: 11,
        refused: &["6 A roster.name_missing"],
        notices: &[],
    }
}

/// A byte order mark, titles above, numbers below the headings, a signature at the end.
fn titled_file() -> Messy {
    let table = write_table(',', &HEADINGS, rows_of(&Staff::of(12)).into_iter());
    let (headings, rows) = table.split_once('\n').unwrap();
    let mut text = "\u{feff}DAFTAR URUT KEPANGKATAN,,,,,,,,,\nDINAS CONTOH,,,,,,,,,\n,,,,,,,,,\n".to_owned();
    text.push_str(headings);
    text.push_str("\n1,2,3,4,5,6,7,8,9,10\n");
    text.push_str(rows);
    text.push_str(",,,,,,,,,\n,Kota Contoh,,,,,,,,\n,\"Kepala Dinas,\",,,,,,,,\n");
    Messy { name: "titled.csv", bytes: text.into_bytes(), imported: 12, refused: &[], notices: &[] }
}

/// What spreadsheets do to eighteen digits. The row of a superior is among them.
fn damaged_file() -> (Messy, Vec<(usize, String)>) {
    let staff = Staff::of(20);
    let mut rows = rows_of(&staff);
    let damages: Vec<(usize, String)> = vec![
        (1, "1.97005E+17".into()),
        (8, "1,97E+17".into()),
        (9, format!("{}000", &staff.members[9].nip[..15])),
        (10, format!("{}.0", staff.members[10].nip)),
        (11, "##########".into()),
        (12, staff.members[12].nip[..17].to_owned()),
        (13, "199913452020011001".into()),
    ];
    for (place, damage) in &damages {
        rows[*place][0] = damage.clone();
    }
    rows[14][9] = "1.97E+17".into();
    let file = Messy {
        name: "damaged.csv",
        bytes: write_table(';', &HEADINGS, rows.into_iter()).into_bytes(),
        imported: 12,
        refused: &[
            "3 A roster.nip_damaged",
            "10 A roster.nip_damaged",
            "11 A roster.nip_damaged",
            "12 A roster.nip_damaged",
            "13 A roster.nip_damaged",
            "14 A roster.nip_invalid",
            "15 A roster.nip_invalid",
            "16 J roster.superior_nip_damaged",
        ],
        notices: &["roster.superior_unknown"],
    };
    (file, damages)
}

/// Circles, doubles, markup, names without end.
fn strange_file() -> Messy {
    let staff = Staff::of(20);
    let mut rows = rows_of(&staff);
    let nip = |place: usize| staff.members[place].nip.clone();
    rows[8][9] = nip(9);
    rows[9][9] = nip(10);
    rows[10][9] = nip(8);
    rows[11][9] = nip(11);
    rows[12][1] = "<script>alert('x')</script>".into();
    rows[13][1] = "A".repeat(300);
    rows[14][1] = "=HYPERLINK(\"http://contoh\";\"klik\")".into();
    rows[15][1] = "Robert'); DROP TABLE entry;--".into();
    let same = rows[16].clone();
    rows.push(same);
    let mut other = rows[17].clone();
    other[1] = "Nama Lain".into();
    rows.push(other);
    Messy {
        name: "strange.csv",
        bytes: write_table(',', &HEADINGS, rows.into_iter()).into_bytes(),
        imported: 18,
        refused: &["15 B roster.name_too_long", "19 A roster.nip_twice", "23 A roster.nip_twice"],
        notices: &["roster.superior_circle", "roster.superior_self", "roster.same_row_twice"],
    }
}

#[test]
fn messy_staff_lists_come_in_row_by_row_and_each_refusal_names_row_column_and_reason() {
    let known = Staff::of(20).list_nips();
    for messy in [windows_file(), tab_file(), titled_file(), damaged_file().0, strange_file()] {
        let laptop = Laptop::new();
        let folder = laptop.found();
        let answer = laptop.import(&folder, messy.name, &messy.bytes);
        let name = messy.name;
        let expected_code = if messy.refused.is_empty() { 0 } else { 3 };
        assert_eq!(answer.code, Some(expected_code), "{name}: {answer:?}");
        let report = answer.json();
        assert_eq!(list_refusals(&report), messy.refused, "{name}");
        assert_eq!(report["new"], messy.imported, "{name}");
        let told: Vec<_> = list_of(&report["notices"], "code");
        for notice in messy.notices {
            assert!(told.iter().any(|code| code == notice), "{name}: no {notice} in {told:?}");
        }
        // In words: one line each, code first, row and column named.
        let lines: Vec<_> = answer.err.lines().collect();
        assert_eq!(lines.len(), messy.refused.len(), "{name}: {lines:?}");
        for (line, refusal) in lines.iter().zip(messy.refused) {
            let parts: Vec<_> = refusal.split(' ').collect();
            let [row, letter, code] = parts.as_slice() else { panic!("{refusal}") };
            assert!(line.starts_with(code) && line.contains(row) && line.contains(letter), "{name}: {line}");
            assert!(line.len() > code.len() + 20, "{name}: no words in {line}");
        }
        // No number is stored that nobody has.
        let people = laptop.whole(&["list", &folder, "staff"]);
        let stored = list_of(&people, "nip");
        assert_eq!(stored.len(), messy.imported, "{name}");
        assert!(stored.iter().all(|nip| known.contains(nip)), "{name}: a damaged NIP was stored");
        assert_eq!(laptop.whole(&["verify", &folder])["is_whole"], true, "{name}");
        println!("{name}: {} imported, refused {:?}", messy.imported, messy.refused);
    }
}

#[test]
fn letters_of_windows_1252_and_markup_are_kept_as_typed() {
    for (messy, typed) in [
        (windows_file(), ["Désirée Müller", "André Nuñez"]),
        (strange_file(), ["<script>alert('x')</script>", "Robert'); DROP TABLE entry;--"]),
    ] {
        let laptop = Laptop::new();
        let folder = laptop.found();
        laptop.import(&folder, messy.name, &messy.bytes);
        let names = list_of(&laptop.whole(&["list", &folder, "staff"]), "name");
        for name in typed {
            assert!(names.iter().any(|stored| stored.contains(name)), "{name} is not among {names:?}");
        }
    }
}

#[test]
fn a_dry_run_writes_nothing() {
    let staff = Staff::of(12);
    let laptop = Laptop::new();
    let folder = laptop.found();
    let before = laptop.whole(&["verify", &folder]);
    let file = laptop.write("pegawai.csv", staff.roster());
    let report = laptop.whole(&["import", &folder, &file, "--dry-run", "--since", SINCE]);
    assert_eq!((&report["new"], &report["is_saved"]), (&12.into(), &false.into()));
    assert_eq!(laptop.whole(&["verify", &folder]), before);
    assert_eq!(laptop.whole(&["list", &folder, "staff"]), serde_json::json!([]));
}

#[test]
fn repaired_rejects_bring_in_everybody_who_was_missing_with_their_superiors() {
    let staff = Staff::of(20);
    let (messy, damages) = damaged_file();
    let laptop = Laptop::new();
    let folder = laptop.found();
    let (file, rejects) = (laptop.write(messy.name, &messy.bytes), laptop.at("ditolak.csv"));
    let import = |file: &str| {
        laptop.program.run_json(["import", &folder, file, "--since", SINCE, "--rejects", &rejects])
    };
    assert_eq!(import(&file).json()["new"], 12);
    let rejected = text(&laptop.place("ditolak.csv"));
    assert_eq!(rejected.lines().count(), 1 + 8, "{rejected}");
    // A person types the right numbers over the wrong ones; beside them stands the row that each came from.
    let mut lines = rejected.lines();
    let mut repaired = lines.next().unwrap().to_owned() + "\n";
    for line in lines {
        let mut cells: Vec<_> = line.splitn(12, ';').map(str::to_owned).collect();
        let place = cells[10].parse::<usize>().unwrap() - 2;
        assert!(place == 14 || damages.iter().any(|(damaged, _)| *damaged == place), "{line}");
        cells[0].clone_from(&staff.members[place].nip);
        cells[9].clone_from(&staff.members[place].superior);
        repaired += &(cells.join(";") + "\n");
    }
    let file = laptop.write("diperbaiki.csv", repaired);
    let report = import(&file).whole().json();
    assert_eq!((&report["new"], &report["refused_rows"]), (&8.into(), &0.into()));
    assert!(!laptop.place("ditolak.csv").exists(), "an old file of rejects would be taken for today's");
    assert_eq!(list_of(&laptop.whole(&["list", &folder, "staff"]), "nip"), staff.list_nips());
    // Everybody has an assessor: those whose superior's row had been refused as well.
    laptop.name_regent(&folder, &staff);
    laptop.agree_plans(&folder, &staff);
    laptop.rate(&folder, &staff);
}

#[test]
fn a_later_list_shows_its_differences_first_and_removes_nobody() {
    let laptop = Laptop::new();
    let folder = laptop.found();
    let staff = Staff::of(12);
    laptop.import_staff(&folder, &staff);
    let mut rows = rows_of(&staff);
    rows[3][5] = "IV/b".into();
    rows.remove(9);
    let file = laptop.write("baru.csv", write_table(',', &HEADINGS, rows.into_iter()));
    for is_trial in [true, false] {
        let mut arguments = vec!["import", &folder, &file, "--since", SINCE];
        arguments.extend(is_trial.then_some("--dry-run"));
        let report = laptop.whole(&arguments);
        assert_eq!((&report["updated"], &report["same"], &report["new"]), (&1.into(), &10.into(), &0.into()));
        assert_eq!(report["not_in_file"], serde_json::json!([staff.members[9].nip]));
        let changed =
            report["rows"].as_array().unwrap().iter().find(|row| row["change"] == "updated").unwrap();
        assert_eq!(changed["fields"], serde_json::json!({ "rank": ["IV/a", "IV/b"] }));
    }
    assert_eq!(laptop.whole(&["list", &folder, "staff"]).as_array().unwrap().len(), 12);
    let backups = tilik_testkit::folder::list_names(&laptop.place("kantor").join("backups"));
    let backups = backups.iter().filter(|name| name.ends_with(".tilikbackup"));
    assert_eq!(backups.count(), 2, "each import that writes has its backup before it");
}

fn roster(name: &str) -> String {
    format!("{}/../exchange/tests/rosters/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn workbooks_come_in_with_their_refusals_and_shape() {
    let files: [(&str, &str, usize, &[&str]); 4] = [
        (
            "duk.xlsx",
            "xlsx",
            44,
            &[
                "8 C roster.nip_damaged",
                "23 C roster.nip_damaged",
                "46 C roster.nip_damaged",
                "51 C roster.nip_damaged",
            ],
        ),
        ("ekinerja.xlsx", "xlsx", 48, &[]),
        ("library.xls", "xls", 5, &["9 C roster.nip_damaged", "11 B roster.cell_error"]),
        ("library.ods", "ods", 5, &["9 C roster.nip_damaged", "11 B roster.cell_error"]),
    ];
    for (name, kind, imported, refused) in files {
        let laptop = Laptop::new();
        let folder = laptop.found();
        let answer = laptop.program.run_json(["import", &folder, &roster(name), "--since", SINCE]);
        let report = answer.json();
        assert_eq!(
            (list_refusals(&report), &report["new"]),
            (refused.iter().map(|r| (*r).to_owned()).collect(), &imported.into()),
            "{name}"
        );
        assert_eq!(report["file"]["kind"], kind, "{name}");
        assert_eq!(report["file"]["first_rows"].as_array().unwrap().len(), 5, "{name}");
        let stored = list_of(&laptop.whole(&["list", &folder, "staff"]), "nip");
        assert_eq!(stored.len(), imported, "{name}");
        assert!(stored.iter().all(|nip| !nip.ends_with("000")), "{name}: a damaged NIP was stored");
        assert_eq!(laptop.whole(&["verify", &folder])["is_whole"], true, "{name}");
    }
}

#[test]
fn refused_rows_of_a_workbook_are_a_workbook_and_no_damaged_number_comes_back_with_it() {
    let laptop = Laptop::new();
    let folder = laptop.found();
    let (file, rejects) = (roster("duk.xlsx"), laptop.at("ditolak.xlsx"));
    let wrong_name = laptop.at("ditolak.csv");
    let refused = laptop.program.run_json(["import", &folder, &file, "--rejects", &wrong_name]);
    assert_eq!(refused.failure()["code"], "cli.rejects_extension");
    assert_eq!(laptop.whole(&["list", &folder, "staff"]), serde_json::json!([]), "nothing was imported");
    let first = laptop.program.run_json(["import", &folder, &file, "--since", SINCE, "--rejects", &rejects]);
    assert_eq!(first.json()["new"], 44);
    let again = laptop.program.run_json(["import", &folder, &rejects, "--since", SINCE]).json();
    assert_eq!((&again["new"], &again["refused_rows"]), (&0.into(), &4.into()));
    assert_eq!(again["file"]["sheet"], "DUK 2026");
    assert_eq!(laptop.whole(&["list", &folder, "staff"]).as_array().unwrap().len(), 44);
}

#[test]
fn superiors_are_proposed_with_their_reason_and_set_only_when_accepted() {
    let laptop = Laptop::new();
    let folder = laptop.found();
    let file = roster("library.ods");
    let first = laptop.program.run_json(["import", &folder, &file, "--since", SINCE]).json();
    let proposed: Vec<_> =
        first["proposed_superiors"].as_array().unwrap().iter().map(|p| p["reason"].clone()).collect();
    let (office, unit) = ("roster.superior_heads_office", "roster.superior_heads_unit");
    assert_eq!(proposed, [office, unit, unit, unit]);
    let nip = first["proposed_superiors"][1]["nip"].as_str().unwrap();
    let one = laptop
        .program
        .run_json(["import", &folder, &file, "--since", SINCE, "--accept-superiors", nip])
        .json();
    assert_eq!((&one["updated"], &one["same"]), (&1.into(), &4.into()));
    let rest = laptop
        .program
        .run_json(["import", &folder, &file, "--since", SINCE, "--accept-superiors", "semua"])
        .json();
    assert_eq!(
        rest["proposed_superiors"].as_array().unwrap().len(),
        3,
        "who has a superior gets no proposal"
    );
    assert_eq!((&rest["updated"], &rest["same"]), (&3.into(), &2.into()));
    let last = laptop.program.run_json(["import", &folder, &file, "--since", SINCE]).json();
    assert_eq!(last["proposed_superiors"], serde_json::json!([]));
}

#[test]
fn sheet_and_columns_can_be_chosen() {
    let laptop = Laptop::new();
    let folder = laptop.found();
    let file = roster("library.ods");
    let hidden = laptop.whole(&["import", &folder, &file, "--dry-run", "--sheet", "Lama"]);
    assert_eq!((&hidden["new"], &hidden["file"]["sheet"]), (&1.into(), &"Lama".into()));
    let unknown = laptop.program.run_json(["import", &folder, &file, "--sheet", "Entah"]);
    assert_eq!(unknown.failure()["code"], "exchange.sheet_unknown");
    let without = laptop.whole(&["import", &folder, &file, "--dry-run", "--sheet", "Lama", "--column", "E="]);
    assert_eq!(without["file"]["columns"][4]["field"], serde_json::Value::Null);
    let swapped = laptop.program.run_json(["import", &folder, &file, "--sheet", "Lama", "--column", "B=nip"]);
    assert_eq!(swapped.failure()["code"], "exchange.field_not_mapped");
}
