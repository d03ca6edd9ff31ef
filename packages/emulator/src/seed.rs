//! What an emulator is filled with at its start: the content of a seed file.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::chaos::Rule;
use crate::service::SettingsPatch;

#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Seed {
    /// The address of this schema, for editors.
    #[serde(rename = "$schema")]
    #[expect(dead_code, reason = "read by editors only")]
    schema: Option<String>,
    /// Projects as they are to begin, and as a reset takes them back to. One without `projectId` is
    /// the default project.
    #[serde(default)]
    #[schema(value_type = Option<Vec<SettingsPatch>>)]
    pub(crate) projects: Vec<SettingsPatch>,
    /// Rules of chaos to begin with.
    #[serde(default)]
    #[schema(value_type = Option<Vec<Rule>>)]
    pub(crate) faults: Vec<Rule>,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use utoipa::{PartialSchema, ToSchema};

    use super::Seed;

    /// As a JSON Schema by itself: what other schemas it refers to goes into `$defs`.
    fn schema() -> Value {
        let mut others = Vec::new();
        Seed::schemas(&mut others);
        let mut schema = json!(Seed::schema());
        schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
        schema["title"] = json!("Seed file of the BaxVerify emulator");
        schema["$defs"] = json!(others.into_iter().collect::<std::collections::BTreeMap<_, _>>());
        let text = schema.to_string().replace("#/components/schemas/", "#/$defs/");
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn the_published_schema_is_that_of_the_code() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/seed.schema.json");
        let current = format!("{:#}\n", schema());
        if std::env::var_os("UPDATE_GENERATED").is_some() {
            std::fs::write(path, &current).unwrap();
        }
        let published = std::fs::read_to_string(path).unwrap_or_default();
        // Compared as values: how the file is laid out is the formatter's business.
        let published: Value = serde_json::from_str(&published).unwrap_or_default();
        assert!(published == schema(), "run the tests with UPDATE_GENERATED=1 to write {path}");
    }

    #[test]
    fn unknown_fields_are_refused_and_the_schema_may_be_named() {
        assert!(serde_json::from_str::<Seed>(r#"{"$schema":"x","projects":[]}"#).is_ok());
        assert!(serde_json::from_str::<Seed>(r#"{"project":[]}"#).is_err());
        assert!(serde_json::from_str::<Seed>(r#"{"projects":[{"actve":true}]}"#).is_err());
    }
}
