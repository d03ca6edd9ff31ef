//! Reads the command line and the environment variables.

mod fault;
mod help;
mod nearest_name;
mod table;
mod value;

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};

use baxverify_emulator::{Config, from_slice};
use lexopt::{Arg, Parser};
use serde_json::{Map, Value, json};

pub use self::help::help;
use self::nearest_name::nearest_name;
use self::table::{Kind, Row};

const COMMANDS: [&str; 2] = ["exec", "health"];
const EXEC_USAGE: &str = "baxverify-emulator exec [flags] -- <command>";

/// What the program must do.
#[derive(Debug)]
pub enum Invocation {
    Help,
    Version,
    Run(Command, Box<Settings>),
}

#[derive(Debug)]
pub enum Command {
    Serve,
    /// The command with its arguments, at least one.
    Exec(Vec<OsString>),
    Health,
}

pub struct Settings {
    pub config: Config,
    /// A URL or a command.
    pub on_message: Option<String>,
    pub json: bool,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The configuration has keys.
        formatter.debug_struct("Settings").finish_non_exhaustive()
    }
}

/// Parses the arguments without the name of the program.
///
/// # Errors
/// Returns what is wrong with them.
pub fn parse(
    mut arguments: Vec<OsString>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Invocation, String> {
    let name = arguments.first().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    let is_exec = name == "exec";
    let mut words = Vec::new();
    let command = COMMANDS.into_iter().find(|command| *command == name);
    let before = usize::from(command.is_some());
    arguments.drain(..before);
    if is_exec && let Some(dashes) = arguments.iter().position(|argument| argument == "--") {
        words = arguments.split_off(dashes).split_off(1);
    }
    let table = table::rows();
    let mut given = match flags(&table, arguments, command)? {
        Flags::Info(invocation) => return Ok(invocation),
        Flags::Given(given) => given,
    };
    if is_exec && words.is_empty() {
        return Err(format!("exec needs a command: {EXEC_USAGE}"));
    }
    let mut values = Map::new();
    for row in &table {
        if let Some(value) = value_of(row, given.remove(&row.flag()), environment, is_exec)? {
            values.insert(row.name.clone(), value);
        }
    }
    let command = match name.as_str() {
        "exec" => Command::Exec(words),
        "health" => Command::Health,
        _ => Command::Serve,
    };
    Ok(Invocation::Run(command, Box::new(settings(&table, values)?)))
}

enum Flags {
    Info(Invocation),
    /// The texts by flag. A flag without a value has `true`.
    Given(HashMap<String, Vec<String>>),
}

/// Messages have the position of an argument instead of its text, which may have a key. A `command`
/// comes before these arguments.
fn flags(table: &[Row], arguments: Vec<OsString>, command: Option<&str>) -> Result<Flags, String> {
    let before = usize::from(command.is_some());
    let mut given: HashMap<String, Vec<String>> = HashMap::new();
    let mut info = None;
    let end = before + arguments.len();
    let mut position = before;
    let mut parser = Parser::from_args(arguments);
    loop {
        // Short options in one argument have one position.
        if let Some(rest) = parser.try_raw_args() {
            position = end - rest.as_slice().len() + 1;
        }
        let Some(argument) = parser.next().map_err(|error| wrong_value(&error))? else { break };
        match argument {
            Arg::Short('h') | Arg::Long("help") => info = Some(Invocation::Help),
            Arg::Short('v') | Arg::Long("version") => {
                info.get_or_insert(Invocation::Version);
            }
            Arg::Long(name) => {
                let name = name.to_owned();
                let Some(row) = table.iter().find(|row| row.flag() == name) else {
                    return Err(unknown(position, nearest_flag(table, &name).as_deref()));
                };
                let text = if row.kind == Kind::Flag {
                    "true".to_owned()
                } else {
                    value_of_flag(&mut parser, &name)?
                        .into_string()
                        .map_err(|_| format!("--{name} is not valid UTF-8"))?
                };
                let texts = given.entry(name).or_default();
                if row.kind.separator().is_none() {
                    texts.clear();
                }
                texts.push(text);
            }
            Arg::Short(_) => return Err(unknown(position, None)),
            Arg::Value(word) => {
                // `--` may have come before it.
                let left = parser.try_raw_args().map_or(0, |rest| rest.as_slice().len());
                return Err(not_an_option(&word, end - left, command));
            }
        }
    }
    Ok(info.map_or(Flags::Given(given), Flags::Info))
}

fn not_an_option(word: &OsStr, position: usize, command: Option<&str>) -> String {
    if command == Some("exec") {
        return format!(
            "argument {position} is not an option; the command comes after --: {EXEC_USAGE}"
        );
    }
    let is_first = position == 1;
    let meant = word
        .to_str()
        .filter(|_| is_first)
        .and_then(|word| nearest_name(word, COMMANDS.map(str::to_owned)));
    unknown(position, meant.as_deref())
}

fn nearest_flag(table: &[Row], name: &str) -> Option<String> {
    let known = ["help".to_owned(), "version".to_owned()];
    let flag = nearest_name(name, known.into_iter().chain(table.iter().map(Row::flag)))?;
    Some(format!("--{flag}"))
}

fn unknown(position: usize, meant: Option<&str>) -> String {
    match meant {
        Some(name) => format!("argument {position} is not an option. Did you mean {name}?"),
        None => format!("argument {position} is not an option; --help lists them"),
    }
}

fn value_of_flag(parser: &mut Parser, name: &str) -> Result<OsString, String> {
    if let Some(value) = parser.optional_value() {
        return Ok(value);
    }
    let value = parser.value().map_err(|_| format!("--{name} needs a value"))?;
    if value.len() > 1 && value.as_encoded_bytes().starts_with(b"-") {
        return Err(format!("--{name} needs a value; give one that starts with - as --{name}=-x"));
    }
    Ok(value)
}

/// The only error besides a missing value. Its own text repeats the value.
fn wrong_value(error: &lexopt::Error) -> String {
    match error {
        lexopt::Error::UnexpectedValue { option, .. } => format!("{option} takes no value"),
        _ => "the arguments cannot be read; see --help".to_owned(),
    }
}

/// Returns the value of the flag, or else of the variable, or else the default of the command line.
fn value_of(
    row: &Row,
    flag: Option<Vec<String>>,
    environment: &dyn Fn(&str) -> Option<String>,
    is_exec: bool,
) -> Result<Option<Value>, String> {
    if let Some(texts) = flag {
        return value::parse(row, &texts, &format!("--{}", row.flag())).map(Some);
    }
    let variable = row.variable();
    // An empty variable counts as absent. Compose passes variables that are not set as empty.
    if let Some(text) = environment(&variable).filter(|text| !text.trim().is_empty()) {
        let texts = match row.kind.separator() {
            Some(separator) => text.split(separator).map(str::trim).map(str::to_owned).collect(),
            None => vec![text],
        };
        let texts: Vec<String> = texts.into_iter().filter(|text| !text.is_empty()).collect();
        return value::parse(row, &texts, &variable).map(Some);
    }
    match &row.command_default {
        Some(text) if !is_exec => value::parse(row, std::slice::from_ref(text), "").map(Some),
        _ => Ok(None),
    }
}

fn settings(table: &[Row], mut values: Map<String, Value>) -> Result<Settings, String> {
    let mut command_only = Map::new();
    for row in table.iter().filter(|row| row.is_command_only) {
        command_only.extend(values.remove_entry(&row.name));
    }
    let on_message =
        command_only.get("onMessage").and_then(|target| target.as_str().map(String::from));
    if on_message.as_ref().is_some_and(|target| target.starts_with("https://")) {
        return Err("--on-message: this program posts to http: only, as it has no TLS".to_owned());
    }
    let json = command_only.get("json").is_some_and(|on| *on == true);
    let mut limits = Map::new();
    for row in table.iter().filter(|row| row.is_limit) {
        limits.extend(values.remove_entry(&row.name));
    }
    values.insert("limits".to_owned(), limits.into());
    if let Some(path) = values.get("seed").and_then(Value::as_str) {
        let seed = value::read_seed(path)?;
        values.insert("seed".to_owned(), seed);
    }
    let text = json!(values).to_string();
    let config = from_slice(text.as_bytes()).map_err(|error| error.to_string())?;
    Ok(Settings { config, on_message, json })
}

#[cfg(test)]
mod tests {
    use super::{Command, Invocation, Settings, parse};

    fn run(arguments: &[&str], variables: &[(&str, &str)]) -> Result<Settings, String> {
        let arguments = arguments.iter().map(Into::into).collect();
        let environment = |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        match parse(arguments, &environment)? {
            Invocation::Run(_, settings) => Ok(*settings),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_flag_precedes_a_variable_and_that_a_default() {
        let variables = [("BAXVERIFY_EMULATOR_PORT", "7"), ("BAXVERIFY_EMULATOR_CREDITS", "")];
        assert_eq!(run(&["--port=8"], &variables).expect("valid").config.port, 8);
        assert_eq!(run(&[], &variables).expect("valid").config.port, 7);
        assert_eq!(run(&[], &[]).expect("valid").config.port, 4229);
        assert_eq!(run(&["exec", "--", "x"], &[]).expect("valid").config.port, 0);
    }

    #[test]
    fn lists_come_from_repeated_flags_and_separated_variables() {
        let flags = ["--allow-host", "a", "--allow-host", "b"];
        assert_eq!(run(&flags, &[]).expect("valid").config.allow_hosts, ["a", "b"]);
        let variables = [
            ("BAXVERIFY_EMULATOR_ALLOW_HOST", "a, b"),
            ("BAXVERIFY_EMULATOR_FAULT", "status=503,nth=1; {\"status\":504}"),
        ];
        let config = run(&[], &variables).expect("valid").config;
        assert_eq!((config.allow_hosts.len(), config.faults.len()), (2, 2));
    }

    #[test]
    fn exec_takes_all_words_after_the_dashes() {
        let arguments = ["exec", "--port", "0", "--", "a", "--port", "x", "--"];
        let parsed = parse(arguments.iter().map(Into::into).collect(), &|_| None);
        let Ok(Invocation::Run(Command::Exec(words), _)) = parsed else { panic!("{parsed:?}") };
        assert_eq!(words, ["a", "--port", "x", "--"]);
    }

    #[test]
    fn a_wrong_argument_is_named_by_its_position() {
        for (arguments, position) in [
            (&["bax_sk_canary"][..], 1),
            (&["'bax_sk_canary'"], 1),
            (&["--json", "--it's-bax_sk_canary=x"], 2),
            (&["--port", "1", "--host=a", "-xbax_sk_canary"], 4),
            (&["-vxy", "--json"], 1),
            (&["health", "--json", "x"], 3),
            (&["--json", "--", "bax_sk_canary"], 3),
        ] {
            let error = run(arguments, &[]).err();
            let expected = format!("argument {position} is not an option; --help lists them");
            assert_eq!(error, Some(expected), "{arguments:?}");
        }
        for (arguments, message) in [
            (&["--prot", "4291"][..], "argument 1 is not an option. Did you mean --port?"),
            (
                &["--json", "--API_KEY=bax_sk_canary"],
                "argument 2 is not an option. Did you mean --api-key?",
            ),
            (&["--verison"], "argument 1 is not an option. Did you mean --version?"),
            (&["helth"], "argument 1 is not an option. Did you mean health?"),
            (&["health", "helth"], "argument 2 is not an option; --help lists them"),
            (
                &["exec", "--port", "1", "bax_sk_canary", "--", "x"],
                "argument 4 is not an option; the command comes after --: baxverify-emulator exec [flags] -- <command>",
            ),
            (
                &["exec", "node", "app.js"],
                "argument 2 is not an option; the command comes after --: baxverify-emulator exec [flags] -- <command>",
            ),
        ] {
            assert_eq!(run(arguments, &[]).err().as_deref(), Some(message), "{arguments:?}");
        }
        for (arguments, message) in [
            (&["--json=bax_sk_canary"][..], "--json takes no value"),
            (&["-h=bax_sk_canary"], "-h takes no value"),
            (&["--port"], "--port needs a value"),
            (&["--data", "--json"], "--data needs a value; give one that starts with - as"),
        ] {
            let error = run(arguments, &[]).expect_err("invalid");
            assert!(error.starts_with(message) && !error.contains("canary"), "{error}");
        }
        assert!(run(&["--data=-x", "--on-message", "-"], &[]).is_ok());
    }

    #[test]
    fn a_wrong_value_names_its_source_and_hides_a_key() {
        for (arguments, variables, message) in [
            (
                &["--port", "x"][..],
                &[][..],
                r#"--port must be an integer from 0 to 65535, got "x""#,
            ),
            (&[], &[("BAXVERIFY_EMULATOR_PORT", "70000")], "BAXVERIFY_EMULATOR_PORT must be"),
            (
                &["--api-key", "bax canary"],
                &[],
                "--api-key must be visible ASCII characters without",
            ),
            (&["--cors", "*"], &[], "--cors must be origins"),
            (&["--base-path", "/a/../b"], &[], "--base-path must be"),
            (&["--fault", "x"], &[], "--fault must be JSON or"),
            (&["--on-message", "https://a.example"], &[], "--on-message:"),
        ] {
            let error = run(arguments, variables).expect_err("invalid");
            assert!(error.starts_with(message), "{error}");
            assert!(!error.contains("canary"), "{error}");
        }
    }
}
