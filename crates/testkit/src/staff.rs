//! Fictional people and the files about them: a roster, plans, ratings. The same for the same number of people.

use std::fmt::Write as _;

const UNITS: [&str; 6] = [
    "Sekretariat",
    "Bidang Pendaftaran",
    "Bidang Pencatatan",
    "Bidang Informasi",
    "Bidang Pemanfaatan Data",
    "UPT Kecamatan Timur",
];
const FIRST: [&str; 12] = [
    "Agus", "Bayu", "Citra", "Dewi", "Eko", "Fitri", "Gita", "Hendra", "Indah", "Joko", "Kartika", "Lestari",
];
const LAST: [&str; 11] = [
    "Saputra", "Wijaya", "Lubis", "Nasution", "Rahayu", "Siregar", "Hidayat", "Purnomo", "Ginting", "Utami",
    "Halim",
];
/// Title, kind, golongan, titles behind the name.
const POSITIONS: [(&str, &str, &str, &str); 4] = [
    ("Pranata Komputer Ahli Pertama", "JF_KEAHLIAN", "III/b", "S.Kom."),
    ("Arsiparis Terampil", "JF_KETERAMPILAN", "II/c", "A.Md."),
    ("Pengadministrasi Umum", "PELAKSANA", "II/d", ""),
    ("Analis Kebijakan Ahli Muda", "JF_KEAHLIAN", "III/d", "S.I.P., M.A.P."),
];

/// One fictional person.
#[derive(Debug, Clone)]
pub struct Member {
    /// NIP or NI PPPK.
    pub nip: String,
    /// Without titles.
    pub name: String,
    /// NIP of the superior; empty for the head.
    pub superior: String,
    /// The cells of the roster in the order of [`HEADINGS`].
    pub cells: [String; 10],
}

/// The headings of a neat roster.
pub const HEADINGS: [&str; 10] = [
    "nip",
    "nama",
    "gelar_depan",
    "gelar_belakang",
    "jenis_asn",
    "golongan",
    "jabatan",
    "jenis_jabatan",
    "unit_kerja",
    "nip_atasan",
];

/// A staff: a head, the heads of units, everybody else below them.
#[derive(Debug, Clone)]
pub struct Staff {
    /// The head first.
    pub members: Vec<Member>,
}

impl Staff {
    /// A staff of so many people.
    #[must_use]
    pub fn of(people: usize) -> Self {
        let mut members: Vec<Member> = Vec::with_capacity(people);
        for index in 0..people {
            let unit = index.saturating_sub(1) % UNITS.len();
            let is_unit_head = (1..=UNITS.len()).contains(&index);
            let is_pppk = index > UNITS.len() && index % 4 == 3;
            let (title, kind, rank, back) = match (index, is_unit_head) {
                (0, _) => ("Kepala Dinas Contoh".to_owned(), "JPT_PRATAMA", "IV/c", "M.Si."),
                (_, true) => (format!("Kepala {}", UNITS[unit]), "ADMINISTRATOR", "IV/a", "S.H., M.H."),
                (_, false) => {
                    let (title, kind, rank, back) = POSITIONS[index % POSITIONS.len()];
                    (title.to_owned(), kind, if is_pppk { "IX" } else { rank }, back)
                }
            };
            let superior = match (index, is_unit_head) {
                (0, _) => String::new(),
                (_, true) => members[0].nip.clone(),
                (_, false) => members[unit + 1].nip.clone(),
            };
            let nip = make_nip(index, is_pppk);
            let name = format!("{} {}", FIRST[index % FIRST.len()], LAST[index % LAST.len()]);
            let unit_name = if index == 0 { "Dinas Contoh" } else { UNITS[unit] };
            let kind_of_staff = if is_pppk { "PPPK" } else { "PNS" };
            let cells = [&nip, &name, "", back, kind_of_staff, rank, &title, kind, unit_name, &superior]
                .map(str::to_owned);
            members.push(Member { nip, name, superior, cells });
        }
        Self { members }
    }

    /// Who heads the office.
    #[must_use]
    pub fn head(&self) -> &Member {
        &self.members[0]
    }

    /// Everybody's NIP, sorted.
    #[must_use]
    pub fn list_nips(&self) -> Vec<String> {
        let mut nips: Vec<_> = self.members.iter().map(|member| member.nip.clone()).collect();
        nips.sort();
        nips
    }

    /// The neat roster: commas, UTF-8, cells with commas in quotation marks.
    #[must_use]
    pub fn roster(&self) -> String {
        let rows = self.members.iter().map(|member| member.cells.to_vec());
        write_table(',', &HEADINGS, rows)
    }

    /// A plan of two results for everybody, the head's without aspects.
    #[must_use]
    pub fn plans(&self) -> String {
        let mut text =
            "nip;tahun;pendekatan;jenis_baris;no_hasil;jenis_hasil;hasil_pimpinan;hasil;aspek;indikator;target\n"
                .to_owned();
        for (index, member) in self.members.iter().enumerate() {
            let (approach, aspect) =
                if index == 0 { ("kualitatif", "") } else { ("kuantitatif", "kuantitas") };
            for result in 1..=2 {
                writeln!(
                    text,
                    "{};2026;{approach};hasil;{result};utama;Pelayanan memuaskan;Tersusunnya laporan {result} bidang {index};{aspect};Jumlah laporan;{} laporan",
                    member.nip,
                    12 * result
                )
                .unwrap();
            }
        }
        text
    }

    /// Ratings of everybody: seven in ten good, two very good, one to be improved.
    #[must_use]
    pub fn ratings(&self) -> String {
        self.ratings_by(|index| match index % 10 {
            1 | 2 => ("di atas ekspektasi", "di atas ekspektasi"),
            3 => ("di bawah ekspektasi", "sesuai ekspektasi"),
            _ => ("sesuai ekspektasi", "sesuai ekspektasi"),
        })
    }

    /// Ratings of everybody as somebody else sees them, by place in the staff.
    #[must_use]
    pub fn ratings_by(&self, rate: impl Fn(usize) -> (&'static str, &'static str)) -> String {
        let mut text = "nip;result_rating;behaviour_rating;feedback;decided_on;signed_paper\n".to_owned();
        for (index, member) in self.members.iter().enumerate() {
            let (result, behaviour) = rate(index);
            // Nobody rates oneself: the head writes down what the regent signed.
            let signed = if index == 0 { "2026-09-30;800/1/2026" } else { ";" };
            writeln!(text, "{};{result};{behaviour};Pertahankan mutu laporan;{signed}", member.nip).unwrap();
        }
        text
    }
}

/// A table as text; cells with the delimiter or a quotation mark are quoted.
#[must_use]
pub fn write_table(delimiter: char, headings: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let quote = |cell: &str| {
        if cell.contains([delimiter, '"', '\n']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.to_owned()
        }
    };
    let join = |cells: Vec<String>| {
        cells.iter().map(|cell| quote(cell)).collect::<Vec<_>>().join(&delimiter.to_string())
    };
    let mut text = join(headings.iter().map(|heading| (*heading).to_owned()).collect());
    text.push('\n');
    for row in rows {
        text.push_str(&join(row));
        text.push('\n');
    }
    text
}

/// A number that a person could have; no two places give the same one.
fn make_nip(index: usize, is_pppk: bool) -> String {
    let (day, month, year, serial) =
        (1 + index % 28, 1 + index / 28 % 12, 1970 + index * 5 % 24, 1 + index / (28 * 12));
    let born = format!("{year}{month:02}{day:02}");
    let appointed = if is_pppk { "202221".to_owned() } else { format!("{}03", year + 25) };
    format!("{born}{appointed}{}{serial:03}", 1 + index % 2)
}
