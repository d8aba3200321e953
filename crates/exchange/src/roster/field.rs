//! The columns of a roster and the headings by which offices call them. It must not read cells. Invariant:
//! synonyms are squeezed (small letters and digits alone), else they would never match.

use super::{AsnKind, find_sex};
use crate::header::Field;
use serde::{Deserialize, Serialize};

/// A column of a roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum RosterField {
    /// NIP or NI PPPK.
    Nip,
    /// The name; titles may stand in it.
    Nama,
    /// Titles before the name.
    GelarDepan,
    /// Titles behind the name.
    GelarBelakang,
    /// PNS or PPPK.
    JenisAsn,
    /// Golongan, also with the name of the pangkat before it.
    Golongan,
    /// Title of the position.
    Jabatan,
    /// Kind of position.
    JenisJabatan,
    /// Unit.
    UnitKerja,
    /// NIP of the superior.
    NipAtasan,
    /// Name and NIP in one cell.
    NamaNip,
    /// Last day of the row's period, in a report of SKPs.
    PeriodeAkhir,
    /// Sex, to be compared with the one in the NIP; it is not kept.
    JenisKelamin,
    /// Whether the row is a position held for another (PLT or PLH), in a report of SKPs.
    IsPltPlh,
}

impl Field for RosterField {
    const ALL: &'static [Self] = &[
        Self::Nip,
        Self::Nama,
        Self::GelarDepan,
        Self::GelarBelakang,
        Self::JenisAsn,
        Self::Golongan,
        Self::Jabatan,
        Self::JenisJabatan,
        Self::UnitKerja,
        Self::NipAtasan,
        Self::NamaNip,
        Self::PeriodeAkhir,
        Self::JenisKelamin,
        Self::IsPltPlh,
    ];

    fn key(self) -> &'static str {
        match self {
            Self::Nip => "nip",
            Self::Nama => "nama",
            Self::GelarDepan => "gelar_depan",
            Self::GelarBelakang => "gelar_belakang",
            Self::JenisAsn => "jenis_asn",
            Self::Golongan => "golongan",
            Self::Jabatan => "jabatan",
            Self::JenisJabatan => "jenis_jabatan",
            Self::UnitKerja => "unit_kerja",
            Self::NipAtasan => "nip_atasan",
            Self::NamaNip => "nama_nip",
            Self::PeriodeAkhir => "periode_akhir",
            Self::JenisKelamin => "jenis_kelamin",
            Self::IsPltPlh => "is_plt_plh",
        }
    }

    fn synonyms(self) -> &'static [&'static str] {
        match self {
            Self::Nip => &[
                "nip",
                "nipbaru",
                "nippegawai",
                "nipasn",
                "nipnippk",
                "nipnipppk",
                "nipnipppknrp",
                "nipnrp",
                "nipppk",
                "nippns",
                "nomorindukpegawai",
                "noindukpegawai",
                "nip18digit",
                "nip18",
            ],
            Self::Nama => &[
                "nama",
                "namapegawai",
                "namalengkap",
                "namaasn",
                "namalengkapdangelar",
                "namadangelar",
                "namapns",
                "namapnsdanpppk",
                "namatanpagelar",
                "pegawainama",
                "identitasnama",
                "identitaspegawainama",
                "asnnama",
                "namatempattgllahir",
                "namatempattanggallahir",
                "name",
                "fullname",
            ],
            Self::GelarDepan => {
                &["gelardepan", "gelardidepan", "gldepan", "glrdepan", "titlebefore", "fronttitle"]
            }
            Self::GelarBelakang => {
                &["gelarbelakang", "gelardibelakang", "glbelakang", "glrbelakang", "titleafter", "backtitle"]
            }
            Self::JenisAsn => &[
                "jenisasn",
                "statusasn",
                "status",
                "statuspegawai",
                "statuskepegawaian",
                "jenispegawai",
                "jeniskepegawaian",
                "kedudukanasn",
                "pnspppk",
                "asn",
                "kind",
            ],
            Self::Golongan => &[
                "golongan",
                "gol",
                "golruang",
                "golonganruang",
                "golru",
                "pangkatgol",
                "pangkatgolongan",
                "pangkatgolru",
                "pangkatgolruang",
                "pangkatgolonganruang",
                "pangkatdangolongan",
                "pangkatdangol",
                "pangkatdangolonganruang",
                "golonganterakhir",
                "golakhir",
                "rank",
                "grade",
            ],
            Self::Jabatan => &[
                "jabatan",
                "namajabatan",
                "jabatannama",
                "jabatanterakhir",
                "jabatansekarang",
                "nomenklaturjabatan",
                "skpjabatan",
                "position",
            ],
            Self::JenisJabatan => &[
                "jenisjabatan",
                "jenisjab",
                "jabatanjenis",
                "tipejabatan",
                "kelompokjabatan",
                "positionkind",
            ],
            Self::UnitKerja => &[
                "unitkerja",
                "unit",
                "unitorganisasi",
                "unor",
                "namaunor",
                "namaunitkerja",
                "jabatanunitkerja",
                "skpunor",
                "tempattugas",
                "bidang",
                "bagian",
                "satuankerja",
                "satker",
            ],
            Self::NipAtasan => &[
                "nipatasan",
                "nipatasanlangsung",
                "nippejabatpenilai",
                "nippejabatpenilaikinerja",
                "nippenilai",
                "nippimpinan",
                "atasannip",
                "atasanlangsungnip",
                "pejabatpenilainip",
                "superiornip",
            ],
            Self::NamaNip => &[
                "namanip",
                "nipnama",
                "namadannip",
                "nipdannama",
                "namapegawainip",
                "namadangelarnip",
                "namalengkapnip",
                "namanipbaru",
                "namaasnnip",
            ],
            Self::PeriodeAkhir => &["periodeakhirskp", "skpperiodeakhir", "tanggalakhirskp"],
            Self::JenisKelamin => &[
                "jeniskelamin",
                "jk",
                "jkel",
                "jnskelamin",
                "kelamin",
                "lp",
                "jeniskelaminlp",
                "sex",
                "gender",
            ],
            Self::IsPltPlh => &["pltplh", "skpispltplh", "statuspltplh"],
        }
    }

    fn is_required(self) -> bool {
        matches!(self, Self::Nip | Self::Nama)
    }

    fn fits(self, value: &str) -> bool {
        match self {
            Self::JenisAsn => AsnKind::find(value).is_some(),
            Self::JenisKelamin => find_sex(value).is_some(),
            Self::Nip
            | Self::Nama
            | Self::GelarDepan
            | Self::GelarBelakang
            | Self::Golongan
            | Self::Jabatan
            | Self::JenisJabatan
            | Self::UnitKerja
            | Self::NipAtasan
            | Self::NamaNip
            | Self::PeriodeAkhir
            | Self::IsPltPlh => true,
        }
    }

    fn stands_for(self) -> &'static [Self] {
        match self {
            Self::NamaNip => &[Self::Nip, Self::Nama],
            Self::Nip
            | Self::Nama
            | Self::GelarDepan
            | Self::GelarBelakang
            | Self::JenisAsn
            | Self::Golongan
            | Self::Jabatan
            | Self::JenisJabatan
            | Self::UnitKerja
            | Self::NipAtasan
            | Self::PeriodeAkhir
            | Self::JenisKelamin
            | Self::IsPltPlh => &[],
        }
    }
}
