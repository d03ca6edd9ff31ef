//! The table of options, which the command line for Node reads too.

use serde::Deserialize;

const TABLE: &str = include_str!("../../../lib/options.json");

/// One option.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Row {
    pub name: String,
    /// The flag, if it is not the name in kebab case.
    #[serde(default)]
    flag: Option<String>,
    #[serde(rename = "type")]
    pub kind: Kind,
    #[serde(default)]
    pub min: u64,
    #[serde(default)]
    pub max: u64,
    #[serde(default)]
    pub is_limit: bool,
    /// Whether it is an option of the command line and not of an emulator.
    #[serde(default)]
    pub is_command_only: bool,
    /// In words.
    pub default: String,
    /// The default of the command line, if it is another one.
    #[serde(default)]
    pub command_default: Option<String>,
    pub help: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    Amount,
    BasePath,
    Credits,
    Duration,
    Flag,
    Hosts,
    Id,
    Integer,
    Origins,
    Rules,
    Seconds,
    Secret,
    Seed,
    Text,
}

impl Row {
    /// Returns the flag without its dashes.
    pub fn flag(&self) -> String {
        self.flag.clone().unwrap_or_else(|| {
            let separate = |letter: char| {
                let dash = letter.is_ascii_uppercase().then_some('-');
                dash.into_iter().chain([letter.to_ascii_lowercase()])
            };
            self.name.chars().flat_map(separate).collect()
        })
    }

    pub fn variable(&self) -> String {
        format!("BAXVERIFY_EMULATOR_{}", self.flag().replace('-', "_").to_ascii_uppercase())
    }
}

impl Kind {
    /// Returns what separates the values of a variable, if the flag may be repeated.
    pub fn separator(self) -> Option<char> {
        match self {
            Self::Hosts | Self::Origins => Some(','),
            Self::Rules => Some(';'),
            _ => None,
        }
    }
}

/// # Panics
/// If the table of this binary is not valid, which every test notices.
pub fn rows() -> Vec<Row> {
    serde_json::from_str(TABLE).expect("the table of options is valid")
}
