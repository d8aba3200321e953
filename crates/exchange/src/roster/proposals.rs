//! Who may be whose superior, by position and unit, where a file does not say. It must not decide: these are
//! proposals, each with its reason. Invariant: nobody is proposed as the own superior, and the proposals have no
//! circle, because each goes to a higher level: the unit's staff, its head, the secretary, the office's head.

use crate::cell_text::squeeze;
use crate::code;
use std::collections::HashMap;
use tilik_appraisal::JenisJabatan;

/// What is known of a person.
#[derive(Debug, Clone)]
pub struct Member<'a> {
    /// Bare NIP.
    pub nip: &'a str,
    /// Title of the position.
    pub position: &'a str,
    /// Its kind.
    pub kind: Option<JenisJabatan>,
    /// The unit; empty for none.
    pub unit: &'a str,
}

/// A superior proposed for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Who.
    pub nip: String,
    /// The superior.
    pub superior: String,
    /// Why, as a stable code.
    pub reason: &'static str,
}

/// Where a person stands in an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Staff,
    /// Heads a section or a sub-section (pengawas).
    Section,
    /// Heads a division, or the secretariat (administrator).
    Division,
    /// Heads the office.
    Office,
}

/// Proposes a superior for everybody for whom position and unit leave no doubt.
pub fn propose_superiors(members: &[Member<'_>]) -> Vec<Proposal> {
    let levels: Vec<Level> = members.iter().map(find_level).collect();
    let at = |level: Level| {
        members.iter().zip(&levels).filter(move |(_, found)| **found == level).map(|(member, _)| member)
    };
    let office_head = find_only(at(Level::Office));
    let secretary = find_only(at(Level::Division).filter(|member| is_secretary(member)));
    let has_divisions = at(Level::Division).any(|member| !is_secretary(member));
    let mut unit_heads: HashMap<String, (Level, Vec<&Member<'_>>)> = HashMap::new();
    for (member, level) in members.iter().zip(&levels) {
        if member.unit.is_empty() || *level < Level::Section || *level == Level::Office {
            continue;
        }
        let heads = unit_heads.entry(squeeze(member.unit)).or_insert((*level, Vec::new()));
        if *level > heads.0 {
            *heads = (*level, Vec::new());
        }
        if *level == heads.0 {
            heads.1.push(member);
        }
    }
    let head_unit = office_head.map(|head| squeeze(head.unit));
    let propose = |member: &Member<'_>, level: Level| -> Option<(String, &'static str)> {
        let head = |member: &Member<'_>| member.nip.to_owned();
        let unit = squeeze(member.unit);
        let heads = unit_heads.get(&unit).filter(|(found, _)| *found > level);
        if let Some((_, heads)) = heads {
            let head_of_unit = find_only(heads.iter().copied())?;
            return Some((head(head_of_unit), code::SUPERIOR_HEADS_UNIT));
        }
        let is_sub_section = level == Level::Section && is_of_secretariat(member);
        match (level, office_head, secretary) {
            (Level::Office, ..) => None,
            (Level::Section, _, Some(secretary)) if is_sub_section => {
                Some((head(secretary), code::SUPERIOR_LEADS_SECRETARIAT))
            }
            (Level::Division, Some(office_head), _) => Some((head(office_head), code::SUPERIOR_HEADS_OFFICE)),
            // Where an office has divisions, a section belongs to one of them, and which one is not known.
            (Level::Section, Some(office_head), _) if !has_divisions || is_technical_unit(member) => {
                Some((head(office_head), code::SUPERIOR_HEADS_OFFICE))
            }
            (Level::Staff, Some(office_head), _) if !unit.is_empty() && Some(unit) == head_unit => {
                Some((head(office_head), code::SUPERIOR_HEADS_OFFICE))
            }
            (Level::Staff | Level::Section | Level::Division, ..) => None,
        }
    };
    let mut proposals = Vec::new();
    for (member, level) in members.iter().zip(&levels) {
        if let Some((superior, reason)) = propose(member, *level) {
            proposals.push(Proposal { nip: member.nip.to_owned(), superior, reason });
        }
    }
    proposals
}

/// The one of them; `None` for none and for several.
fn find_only<'m, 'a>(mut found: impl Iterator<Item = &'m Member<'a>>) -> Option<&'m Member<'a>> {
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

fn find_level(member: &Member<'_>) -> Level {
    match member.kind {
        Some(JenisJabatan::JptMadya | JenisJabatan::JptPratama) => Level::Office,
        Some(JenisJabatan::Administrator) => Level::Division,
        Some(JenisJabatan::Pengawas) => Level::Section,
        Some(JenisJabatan::JfKeahlian | JenisJabatan::JfKeterampilan | JenisJabatan::Pelaksana) | None => {
            Level::Staff
        }
    }
}

fn is_secretary(member: &Member<'_>) -> bool {
    squeeze(member.position).starts_with("sekretaris")
}

fn is_of_secretariat(member: &Member<'_>) -> bool {
    let position = squeeze(member.position);
    ["kepalasubbagian", "kepalasubbag", "kasubbag", "kasubag", "kepalasubag"]
        .iter()
        .any(|start| position.starts_with(start))
}

/// A technical unit stands beside the divisions, directly below the office's head.
fn is_technical_unit(member: &Member<'_>) -> bool {
    let position = squeeze(member.position);
    ["kepalaupt", "kepalauptd", "kaupt", "kepalapuskesmas", "kepalaunitpelaksana"]
        .iter()
        .any(|start| position.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use JenisJabatan::{Administrator, JptPratama, Pelaksana, Pengawas};

    fn propose(members: &[(&str, &str, JenisJabatan, &str)]) -> Vec<(String, String, &'static str)> {
        let members: Vec<Member<'_>> = members
            .iter()
            .map(|(nip, position, kind, unit)| Member { nip, position, kind: Some(*kind), unit })
            .collect();
        propose_superiors(&members).into_iter().map(|p| (p.nip, p.superior, p.reason)).collect()
    }

    #[test]
    fn superiors_follow_position_and_unit() {
        let found = propose(&[
            ("head", "Kepala Dinas Contoh", JptPratama, "Dinas Contoh"),
            ("sekdis", "Sekretaris Dinas", Administrator, "Sekretariat"),
            ("kabid", "Kepala Bidang Data", Administrator, "Bidang Data"),
            ("kasubbag", "Kepala Sub Bagian Umum", Pengawas, "Sub Bagian Umum"),
            ("kaupt", "Kepala UPT Utara", Pengawas, "UPT Utara"),
            ("kasi", "Kepala Seksi Arsip", Pengawas, "Seksi Arsip"),
            ("staf", "Pengolah Data", Pelaksana, "BIDANG DATA"),
            ("umum", "Pengadministrasi Umum", Pelaksana, "Sub Bagian Umum"),
            ("utara", "Operator", Pelaksana, "UPT Utara"),
            ("ajudan", "Pengadministrasi", Pelaksana, "Dinas Contoh"),
            ("lepas", "Pengolah Data", Pelaksana, "Bidang Lain"),
            ("kosong", "Pengolah Data", Pelaksana, ""),
        ]);
        let expected = [
            ("sekdis", "head", code::SUPERIOR_HEADS_OFFICE),
            ("kabid", "head", code::SUPERIOR_HEADS_OFFICE),
            ("kasubbag", "sekdis", code::SUPERIOR_LEADS_SECRETARIAT),
            ("kaupt", "head", code::SUPERIOR_HEADS_OFFICE),
            ("staf", "kabid", code::SUPERIOR_HEADS_UNIT),
            ("umum", "kasubbag", code::SUPERIOR_HEADS_UNIT),
            ("utara", "kaupt", code::SUPERIOR_HEADS_UNIT),
            ("ajudan", "head", code::SUPERIOR_HEADS_OFFICE),
        ];
        assert_eq!(
            found,
            expected.map(|(nip, superior, reason)| (nip.to_owned(), superior.to_owned(), reason))
        );
    }

    #[test]
    fn two_heads_of_one_unit_are_no_proposal() {
        let found = propose(&[
            ("a", "Kepala Bidang Data", Administrator, "Bidang Data"),
            ("b", "Kepala Bidang Data", Administrator, "Bidang Data"),
            ("staf", "Pengolah Data", Pelaksana, "Bidang Data"),
        ]);
        assert_eq!(found, []);
    }
}
