//! What reads bytes of others, as a function of the bytes: it may refuse, and does nothing else that is worth telling. Whoever panics, overflows or takes memory without bound has failed.
//!
//! Shared by the fuzzing programs and by `crates/sync/tests/fuzz.rs`, which runs a fixed sample of it.

use sha2::{Digest as _, Sha256};
use tilik_journal::entry::{Place, agreement_key, read_key};
use tilik_journal::{
    Document, Draft, Entry, EntryHash, Envelope, FeedId, History, LogId, Opening, Payload, RecordId,
    Retention, SaltedPayload, Signer, UserId,
};
use tilik_sync::bundle::{Counts, Head, Item, Reader, Tail, Writer, check, is_bundle};
use tilik_sync::code::Code;
use tilik_sync::enrolment::EnrolmentFile;
use tilik_sync::forwarding::{Evidence, Forwarded};
use tilik_sync::message::{
    Digest, Digested, Fetch, Fetched, Hello, HelloAnswer, Lacking, Limits, Message, Offer, Page, Piece,
    PieceKept, Pull, Push, Pushed, Receipt, Redeem, Redeemed, Refusal, Session, SessionAnswer, SignedReceipt,
    Standing, Welcome,
};
use tilik_sync::{Epoch, Name, packing};
use tilik_testkit::{Chance, Laptop};

/// A family: its name, what reads its bytes, and what fuzzing begins with.
pub type Family = (&'static str, fn(&[u8]), Vec<Vec<u8>>);

/// All of them.
pub fn families() -> Vec<Family> {
    vec![
        ("entry", read_entry, seed_entries()),
        ("message", read_message, seed_messages()),
        ("bundle", read_bundle, seed_bundles()),
        ("enrolment", read_enrolment, seed_enrolment()),
    ]
}

/// Where a fuzzing program finds what it begins with, and writes it before.
const SEEDS: &str = "TILIK_FUZZ_SEEDS";

/// Writes the seeds of a family into the folder that the environment names.
pub fn write_seeds(family: &str) {
    let folder = std::path::PathBuf::from(std::env::var(SEEDS).expect("a folder for the seeds"));
    let families = families();
    let (_, _, seeds) = families.iter().find(|(name, _, _)| *name == family).expect("a family");
    for (number, seed) in seeds.iter().enumerate() {
        std::fs::write(folder.join(number.to_string()), seed).expect("room for the seeds");
    }
}

/// Whose the bytes are where they must be somebody's.
fn sender() -> Signer {
    Signer::from_seed(&[1; 32])
}

/// To whom bundles are sealed.
fn reader() -> Signer {
    Signer::from_seed(&[50; 32])
}

/// Envelopes, payloads, documents, and entries as they travel. A payload that reads is signed and added up: what it says is a stranger's all the same.
pub fn read_entry(bytes: &[u8]) {
    let _ = Envelope::parse(bytes);
    let _ = SaltedPayload::from_stored(bytes.to_vec()).parse();
    if let Ok(payload) = Payload::parse(bytes) {
        assert_eq!(payload.to_bytes(), bytes, "one payload has one encoding");
        if let Ok(entry) = sign(payload) {
            receive([entry]);
        }
    }
    if let Ok(document) = Document::from_bytes(12, RecordId::person("1"), bytes) {
        let _ = document.contents();
        let again = document.to_bytes();
        let read = Document::from_bytes(12, RecordId::person("1"), &again).expect("what was written reads");
        assert_eq!(read.to_bytes(), again);
    }
    if let Ok(push) = Push::parse(bytes) {
        receive(push.entries);
    }
}

fn receive(entries: impl IntoIterator<Item = Entry>) {
    let mut history = History::new();
    for entry in entries {
        let _ = history.receive(entry);
    }
    let _ = (history.judge(), history.documents());
}

fn sign(payload: Payload) -> Result<Entry, tilik_journal::JournalError> {
    let signer = sender();
    let (key, nonce) = (signer.public_key(), [0; 16]);
    let log = LogId::of(&key, &nonce);
    let opening = Some(Opening { key, nonce, is_private: false });
    let (feed, prev) = (FeedId::founded_by(log), EntryHash::NONE);
    let place = Place { feed, log, seq: 1, prev, seen: Vec::new(), opening };
    let (actor, act) = (UserId(uuid::Uuid::nil()), "test.written".to_owned());
    signer
        .sign(place, Draft { actor, made_at: 0, act, retention: Retention::Control, payload, salt: [0; 16] })
}

/// A message that reads is written back and reads as the same.
fn read_as<M: Message>(bytes: &[u8]) {
    if let Ok(message) = M::parse(bytes) {
        let again = message.to_bytes();
        let read = M::parse(&again).expect("what was written reads");
        assert_eq!(read.to_bytes(), again);
    }
}

/// A body as it comes from the line, and what is in it as each of the messages.
pub fn read_message(bytes: &[u8]) {
    if let Ok(opened) = packing::open(bytes, packing::LEAST) {
        assert!(opened.len() <= packing::LEAST);
        read_as_any(&opened);
    }
    read_as_any(bytes);
}

fn read_as_any(bytes: &[u8]) {
    let readers: [fn(&[u8]); 23] = [
        read_as::<Evidence>,
        read_as::<Forwarded>,
        read_as::<Hello>,
        read_as::<HelloAnswer>,
        read_as::<Welcome>,
        read_as::<Session>,
        read_as::<SessionAnswer>,
        read_as::<Standing>,
        read_as::<Push>,
        read_as::<Pushed>,
        read_as::<Pull>,
        read_as::<Page>,
        read_as::<Digest>,
        read_as::<Digested>,
        read_as::<Receipt>,
        read_as::<SignedReceipt>,
        read_as::<Offer>,
        read_as::<Lacking>,
        read_as::<Piece>,
        read_as::<PieceKept>,
        read_as::<Fetch>,
        read_as::<Fetched>,
        read_as::<Refusal>,
    ];
    for read in readers {
        read(bytes);
    }
}

/// How the bytes of a bundle are meant, by the first of them.
const AS_FILE: u8 = 0;
const AS_SEQUENCE: u8 = 1;

/// A file as it lies on a stick; or a sequence that was well sealed to us, or well signed by its sender too, as by one of our own devices that is not in our hands.
pub fn read_bundle(bytes: &[u8]) {
    let Some((how, bytes)) = bytes.split_first() else { return };
    let file = match *how {
        AS_FILE => bytes.to_vec(),
        AS_SEQUENCE => seal(bytes),
        _ => seal(&end_signed(bytes)),
    };
    let _ = is_bundle(file.as_slice());
    let secret = reader().agreement_secret();
    let checked = check(file.as_slice(), file.len() as u64, secret).map(|(head, _)| head.counts.entries);
    let Ok(mut reader) = Reader::begin(file.as_slice(), file.len() as u64, secret) else {
        assert!(checked.is_err());
        return;
    };
    let mut entries = Vec::new();
    let mut count = 0;
    let ended = loop {
        match reader.next_item() {
            Ok(Item::Entries(some)) => {
                count += some.len() as u64;
                entries.extend(some);
            }
            Ok(Item::Piece { .. }) => {}
            Ok(Item::Tail(_)) => break true,
            Err(_) => break false,
        }
    };
    if let Ok(said) = checked {
        assert!(ended && said == count, "what was checked is what is read");
        receive(entries);
    }
}

/// The signature over a sequence, as its last item.
fn end_signed(sequence: &[u8]) -> Vec<u8> {
    let signed = [&b"tilik bundle v1\n"[..], Sha256::digest(sequence).as_slice()].concat();
    [sequence, &[0x58, 64], &sender().sign_apart(&signed)].concat()
}

/// The file around a sequence.
fn seal(sequence: &[u8]) -> Vec<u8> {
    let key = agreement_key(&read_key(&reader().public_key()).expect("a key"));
    let text = bech32::encode::<bech32::Bech32>(bech32::Hrp::parse("age").expect("a prefix"), &key);
    let recipient: age::x25519::Recipient = text.expect("text").parse().expect("a key");
    let encryptor = age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient));
    let mut sealed = encryptor.expect("a reader").wrap_output(b"TILIK1\n".to_vec()).expect("memory");
    let packed = zstd::encode_all(sequence, 1).expect("memory");
    std::io::Write::write_all(&mut sealed, &packed).expect("memory");
    sealed.finish().expect("memory")
}

/// What a head of office is handed: a file, or a code that is typed; and what a laptop says when it redeems.
pub fn read_enrolment(bytes: &[u8]) {
    if let Ok(file) = EnrolmentFile::parse_file(bytes) {
        assert_eq!(EnrolmentFile::parse_file(&file.to_file()).expect("what was written reads"), file);
    }
    let typed = String::from_utf8_lossy(bytes);
    if let Ok(code) = Code::parse(&typed) {
        assert_eq!(Code::parse(&code.to_text()).expect("what was written reads"), code);
    }
    read_as::<EnrolmentFile>(bytes);
    read_as::<Redeem>(bytes);
    read_as::<Redeemed>(bytes);
}

fn office() -> Laptop {
    let mut chance = Chance::of(1);
    let mut laptop = Laptop::found(1, &mut chance);
    for size in [0, 40, 400] {
        laptop.write(size, &mut chance);
    }
    let second = laptop.pair(2, &mut chance);
    second.carry_to(&mut laptop);
    laptop
}

fn entries_of(laptop: &Laptop) -> Vec<Entry> {
    laptop.shelf.entries().iter().map(|(_, entry)| entry.clone()).collect()
}

fn seed_entries() -> Vec<Vec<u8>> {
    let laptop = office();
    let entries = entries_of(&laptop);
    let mut seeds = vec![Push { feed: laptop.feed(), entries: entries.clone() }.to_bytes()];
    for entry in entries {
        seeds.push(entry.envelope_bytes().to_vec());
        let payload = entry.payload().expect("a payload").as_bytes().to_vec();
        seeds.push(payload[16..].to_vec());
        seeds.push(payload);
        let mut history = History::new();
        let _ = history.receive(entry);
        seeds.extend(history.documents().values().map(Document::to_bytes));
    }
    seeds
}

fn forwarded(laptop: &Laptop) -> Forwarded {
    let (feed, entries) = (laptop.feed(), entries_of(laptop));
    let evidence = entries.last().and_then(|entry| Evidence::gather(feed, entry, &entries));
    let evidence = evidence.expect("the founder's own");
    Forwarded {
        office: "Dinas Contoh".into(),
        nip: "198001012005011001".into(),
        name: "Contoh".into(),
        reason: "Pindah tugas".into(),
        made_at: 0,
        device: sender().public_key(),
        shown: evidence.shown.clone(),
        evaluations: vec![evidence],
    }
}

fn seed_messages() -> Vec<Vec<u8>> {
    let laptop = office();
    let feed = laptop.feed();
    let tips = laptop.shelf.tips(feed);
    let name: Name = tips[0];
    let sign = |bytes: &[u8]| sender().sign_apart(bytes);
    let standing = Standing { feed, tips: tips.clone(), number: 300, bare: vec![name] };
    let receipt =
        Receipt { number: 1, epoch: Epoch([5; 16]), feed, tips: tips.clone(), time: 0, is_by_stick: false };
    let signed = SignedReceipt::sign(&receipt, sign);
    let limits = Limits { message: 6 << 20, push: 1 << 20, lowest_version: "0.1".into() };
    let welcome = Welcome {
        protocol: 1,
        province_key: sender().public_key(),
        epoch: Epoch([5; 16]),
        nonce: [6; 32],
        time: 1_790_000_000_000,
        limits,
    };
    let push = Push { feed, entries: entries_of(&laptop) };
    let bytes = vec![
        welcome.to_bytes(),
        push.to_bytes(),
        Pushed { standing: standing.clone(), before: 7, held: vec![(EntryHash([9; 32]), "sync.gap".into())] }
            .to_bytes(),
        Pull { feed, after: 3, bytes: 32_768, held: tips.clone() }.to_bytes(),
        Page { entries: entries_of(&laptop), number: 9, has_more: true }.to_bytes(),
        Digest { feed, tips }.to_bytes(),
        Digested { standing, receipt: Some(signed.clone()) }.to_bytes(),
        receipt.to_bytes(),
        signed.to_bytes(),
        Offer { hashes: vec![[1; 32], [2; 32]] }.to_bytes(),
        Lacking { lacking: vec![([1; 32], 100)] }.to_bytes(),
        Piece { hash: [1; 32], size: 100, at: 50, bytes: vec![7; 50] }.to_bytes(),
        PieceKept { here: 100 }.to_bytes(),
        Fetch { hash: [1; 32], at: 0, bytes: 100 }.to_bytes(),
        Fetched { size: 100, bytes: vec![7; 100] }.to_bytes(),
        Refusal { code: "sync.gap".into() }.to_bytes(),
        forwarded(&laptop).to_bytes(),
    ];
    let packed = bytes.iter().map(|bytes| packing::pack(bytes).expect("memory")).collect::<Vec<_>>();
    bytes.into_iter().chain(packed).collect()
}

fn seed_bundles() -> Vec<Vec<u8>> {
    let laptop = office();
    let entries = entries_of(&laptop);
    let counts = Counts { entries: entries.len() as u64, attachments: 1, attachment_bytes: 10 };
    let head = Head {
        bundle: [1; 16],
        from: sender().public_key(),
        feed: laptop.feed(),
        tips: laptop.shelf.tips(laptop.feed()),
        believed: Vec::new(),
        counts,
        time: 1_790_000_000_000,
        epoch: Some(Epoch([3; 16])),
        redeem: None,
        redeemed: None,
        further: vec![FeedId([5; 16])],
        province: None,
        answer: None,
    };
    let tail = Tail { receipt: None, whole: vec![[4; 32]] };
    let items = [
        head.to_bytes(),
        Item::Entries(entries.clone()).to_bytes(),
        Item::Piece { hash: [9; 32], at: 0, size: 10, bytes: vec![7; 10] }.to_bytes(),
        Item::Tail(tail.clone()).to_bytes(),
    ];
    let mut sequence = Vec::new();
    for item in items {
        // Writing to a Vec cannot fail.
        let _ = minicbor::Encoder::new(&mut sequence).bytes(&item);
    }
    let mut writer = Writer::begin(Vec::new(), &[reader().public_key()], &head).expect("memory");
    for entry in entries {
        writer.entry(entry).expect("memory");
    }
    writer.piece([9; 32], 0, 10, vec![7; 10]).expect("memory");
    let file = writer.end(tail, |bytes| sender().sign_apart(bytes)).expect("memory");
    vec![
        [&[AS_FILE], &file[..]].concat(),
        [&[AS_SEQUENCE], &end_signed(&sequence)[..]].concat(),
        [&[AS_SEQUENCE + 1], &sequence[..]].concat(),
    ]
}

fn seed_enrolment() -> Vec<Vec<u8>> {
    let province_key = sender().public_key();
    let code = Code::new([1; 10], &province_key);
    let file = EnrolmentFile {
        code: Code::new([1; 10], &province_key),
        address: "https://tilik.go.id/".into(),
        province_key,
        certificate: Some(vec![0x30; 40]),
        office: "Dinas Kesehatan".into(),
    };
    let redeemed = Redeemed { office: [1; 16], name: "Dinas Kesehatan".into() };
    vec![
        file.to_file(),
        EnrolmentFile { certificate: None, ..file.clone() }.to_bytes(),
        code.to_text().into_bytes(),
        code.to_text().to_lowercase().replace('-', " ").into_bytes(),
        redeemed.to_bytes(),
    ]
}
