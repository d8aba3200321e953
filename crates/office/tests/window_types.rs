//! The types of the window are those of Rust: `ui/src/generated/commands.ts` is written from the list of commands, and this test fails when it has drifted.
//!
//! `UPDATE_TYPES=1 cargo nextest run -p tilik-office window_types` writes it anew.

#![allow(missing_docs, clippy::expect_used, reason = "a test whose file cannot be read shall stop at once")]

use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;
use std::path::Path;

use tilik_office::command::describe_commands;
use ts_rs::{Config, TS, TypeVisitor};

const FILE: &str = "../../ui/src/generated/commands.ts";

const HEAD: &str = "\
// Written from the list of commands in crates/office/src/command.rs; a test compares. Do not edit.
//   UPDATE_TYPES=1 cargo nextest run -p tilik-office window_types

/** A job that was started: on the bridge its number, and `Answer` is what it will answer. */
export type Started<Answer> = number & { readonly __answers?: Answer };
";

/// Declarations by name, of every type that was seen and of all that they are made of.
struct Declared<'a> {
    config: &'a Config,
    seen: HashSet<TypeId>,
    types: BTreeMap<String, String>,
}

impl TypeVisitor for Declared<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        if T::output_path().is_some() {
            let declaration = format!("{}export {}", T::docs().unwrap_or_default(), T::decl(self.config));
            let earlier = self.types.insert(T::ident(self.config), declaration.clone());
            assert!(
                earlier.is_none_or(|earlier| earlier == declaration),
                "two types are called {}",
                T::ident(self.config)
            );
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

fn write_types() -> String {
    let config = Config::new().with_large_int("number");
    let mut declared = Declared { config: &config, seen: HashSet::new(), types: BTreeMap::new() };
    let commands = describe_commands(&config, &mut declared);
    let mut text = HEAD.to_owned();
    text.push_str("\n/** Every command of the office with its arguments and its answer. */\nexport interface Commands {\n");
    for command in commands {
        let (name, doc) = (command.name, command.doc);
        let (argument, answer) = (command.argument, command.answer);
        writeln!(text, "  /** {doc} */\n  '{name}': {{ argument: {argument}; answer: {answer} }};")
            .expect("into a string");
    }
    text.push_str("}\n");
    for declaration in declared.types.values() {
        write!(text, "\n{declaration}\n").expect("into a string");
    }
    text
}

#[test]
fn window_types_are_those_of_rust() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let types = write_types();
    if std::env::var_os("UPDATE_TYPES").is_some() {
        std::fs::write(&path, &types).expect("the file can be written");
    }
    let kept = std::fs::read_to_string(&path).expect("the file is there").replace("\r\n", "\n");
    assert!(kept == types, "{FILE} has drifted: write it anew with UPDATE_TYPES=1");
}
