//! The plans by which PostgreSQL answered, as its own `auto_explain` tells them.

use std::time::Duration;

use serde_json::Value;
use sqlx_core::raw_sql::raw_sql;
use sqlx_core::sql_str::AssertSqlSafe;
use sqlx_postgres::PgPool;
use tilik_testkit::Postgres;

/// Rows of these are few whatever offices do, or one an office: all of them may be read.
const SMALL: [&str; 7] = ["province", "office", "feed", "projection", "staff", "staff_session", "guess"];
/// These are looked up before the office is known.
const BEFORE_THE_OFFICE: [&str; 4] = ["code_pkey", "device_key", "feed_owner_pkey", "office_pkey"];

/// A query that was asked, with how it was answered.
pub struct Planned {
    pub sql: String,
    pub plan: Value,
    pub took: Duration,
}

/// Everything that was asked while something was done.
pub async fn watch(postgres: &Postgres, pool: &PgPool, work: impl Future<Output = ()>) -> Vec<Planned> {
    let before = mark(postgres, pool, "it begins").await;
    work.await;
    let after = mark(postgres, pool, "it ends").await;
    postgres.read_log()[before..after].lines().filter_map(read).collect()
}

/// Asks something that stands in the log, and waits until it does.
async fn mark(postgres: &Postgres, pool: &PgPool, word: &str) -> usize {
    let before = postgres.read_log().len();
    let question = format!("SELECT '{word}' FROM province");
    raw_sql(AssertSqlSafe(question.clone())).execute(pool).await.unwrap();
    loop {
        let told = postgres.read_log();
        if let Some(at) = told[before..].find(&question) {
            return before + at + told[before + at..].find('\n').unwrap();
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn read(line: &str) -> Option<Planned> {
    let line: Value = serde_json::from_str(line).ok()?;
    let (took, plan) = line["message"].as_str()?.strip_prefix("duration: ")?.split_once(" ms  plan:\n")?;
    let told: Value = serde_json::from_str(plan).unwrap();
    Some(Planned {
        sql: told["Query Text"].as_str().unwrap().to_owned(),
        plan: told["Plan"].clone(),
        took: Duration::from_secs_f64(took.parse::<f64>().unwrap() / 1_000.0),
    })
}

impl Planned {
    /// What of it leaves the office's key.
    pub fn list_strays(&self) -> Vec<String> {
        let mut strays = Vec::new();
        visit(&self.plan, &mut |node| strays.extend(find_stray(node)));
        strays
    }

    /// Pages of 8 KiB that it looked at, in memory or not.
    pub fn pages(&self) -> u64 {
        ["Shared Hit Blocks", "Shared Read Blocks"].iter().filter_map(|name| self.plan[*name].as_u64()).sum()
    }
}

fn visit(node: &Value, look: &mut impl FnMut(&Value)) {
    look(node);
    for below in node["Plans"].as_array().into_iter().flatten() {
        visit(below, look);
    }
}

fn find_stray(node: &Value) -> Option<String> {
    let text = |name: &str| node[name].as_str().unwrap_or_default();
    let is_stray = match (text("Node Type"), text("Index Name")) {
        (kind, "") => kind.ends_with("Seq Scan") && !SMALL.contains(&text("Relation Name")),
        (_, index) => {
            let is_of_small =
                SMALL.iter().any(|table| index.strip_prefix(table).is_some_and(|rest| rest.starts_with('_')));
            !is_of_small && !BEFORE_THE_OFFICE.contains(&index) && !text("Index Cond").contains("office = ")
        }
    };
    is_stray.then(|| {
        format!(
            "{} {} {} {}",
            text("Node Type"),
            text("Relation Name"),
            text("Index Name"),
            text("Index Cond")
        )
    })
}
