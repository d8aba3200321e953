//! `tilik-province`: runs the server of a province, and what its keeper does by hand.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tilik_province::{Config, Province, ProvinceError, StaffRole, doors, key, projection, province, schema};
use tokio::net::TcpListener;
use uuid::Uuid;

/// The server of a province.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    /// The configuration; what stands in the environment goes before it.
    #[arg(long, short, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Answers laptops until it is told to stop.
    Serve,
    /// Brings the tables to this release. Servers of the release before may run meanwhile.
    Migrate,
    /// Makes the province's key in a new file.
    Key {
        /// The file.
        file: PathBuf,
    },
    /// Begins a new epoch, after the database was restored from a backup. Stop the servers before.
    Epoch,
    /// Makes an office and says its number.
    Office {
        /// Its name, as people know it.
        name: String,
    },
    /// Makes an account for the pages and says its password.
    Staff {
        /// What the person types to sign in: small letters and digits.
        login: String,
        /// The person's name.
        name: String,
        /// Whether the account only looks.
        #[arg(long)]
        looks_only: bool,
    },
    /// Makes a code with which one device of an office enrols.
    Code {
        /// The office's number.
        office: Uuid,
    },
}

fn main() -> ExitCode {
    match begin(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "whoever started it reads it here")]
            {
                eprintln!("tilik-province: {error}");
            }
            ExitCode::FAILURE
        }
    }
}

fn begin(arguments: Arguments) -> Result<(), ProvinceError> {
    if let What::Key { file } = &arguments.what {
        return say(&format!("public key {}", tilik_hex(&key::make(file)?)));
    }
    let config = Config::read(arguments.config.as_deref())?;
    log(&config)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| ProvinceError::System(error.to_string()))?;
    runtime.block_on(run(arguments.what, config))
}

async fn run(what: What, config: Config) -> Result<(), ProvinceError> {
    match what {
        What::Serve => serve(config).await,
        What::Migrate => schema::migrate(&province::connect(&config).await?).await,
        What::Epoch => {
            let province = Province::open(&config).await?;
            let missing = province.forget_missing_attachments().await?;
            schema::begin_epoch(province.pool()).await?;
            say(&format!("a new epoch; {missing} attachments are asked for again"))
        }
        What::Office { name } => say(&Province::open(&config).await?.make_office(&name).await?.to_string()),
        What::Code { office } => {
            let issued = Province::open(&config).await?.make_code(office).await?;
            say(&format!(
                "{} (until {})",
                issued.code.to_text(),
                issued.expires_at.format("%Y-%m-%d %H:%M UTC")
            ))
        }
        What::Staff { login, name, looks_only } => {
            let role = if looks_only { StaffRole::Viewer } else { StaffRole::Keeper };
            say(&Province::open(&config).await?.make_staff(&login, &name, role).await?)
        }
        What::Key { .. } => Ok(()),
    }
}

async fn serve(config: Config) -> Result<(), ProvinceError> {
    let province = Province::open(&config).await?;
    let system = |error: std::io::Error| ProvinceError::System(error.to_string());
    let listener = TcpListener::bind(config.listen).await.map_err(system)?;
    let address = listener.local_addr().map_err(system)?;
    if config.client_header.is_empty() {
        tracing::warn!(
            "client_header is empty: behind a web server wrong passwords are not counted by where they come from, or everybody counts as one"
        );
    }
    tracing::info!(%address, key = tilik_hex(&province.public_key()), "serves");
    let adding_up = tokio::spawn(projection::keep_up(province.clone()));
    let router = doors::router(province, config.requests);
    let served = doors::serve(listener, router, stopped()).await;
    // What it was adding up is rolled back and done by the next to come.
    adding_up.abort();
    tracing::info!("stopped");
    served
}

/// Until somebody presses Ctrl+C or the system asks to stop.
async fn stopped() {
    let pressed = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut asked) = signal(SignalKind::terminate()) else {
            let _ = pressed.await;
            return;
        };
        tokio::select! {
            _ = pressed => {}
            _ = asked.recv() => {}
        }
    }
    #[cfg(not(unix))]
    {
        let _ = pressed.await;
    }
}

fn log(config: &Config) -> Result<(), ProvinceError> {
    let level: tracing::Level = config
        .log
        .parse()
        .map_err(|_| ProvinceError::Configuration(format!("log: {} is no level", config.log)))?;
    let lines = tracing_subscriber::fmt().with_max_level(level).with_ansi(false).with_writer(std::io::stderr);
    if config.log_json {
        lines.json().init();
    } else {
        lines.init();
    }
    Ok(())
}

fn say(line: &str) -> Result<(), ProvinceError> {
    use std::io::Write as _;
    writeln!(std::io::stdout(), "{line}").map_err(|error| ProvinceError::System(error.to_string()))
}

fn tilik_hex(bytes: &[u8; 32]) -> String {
    tilik_journal::EntryHash(*bytes).to_hex()
}
