//! What people write for what they mean: the cases of `tests/broken/suggestions.txt`.

/// A graph with a word in it that should be another.
pub struct Suggestion {
    /// What is written.
    pub written: String,
    /// What must be suggested for it.
    pub meant: String,
    /// The whole graph.
    pub graph: String,
}

impl Suggestion {
    /// The cases of a file.
    pub fn parse(text: &str) -> Vec<Self> {
        let mut cases = Vec::new();
        let mut graph = None;
        for line in text.lines() {
            if let Some(template) = line.strip_prefix("== ") {
                graph = Some(template.replace("; ", "\n"));
            } else if let (Some((written, meant)), Some(graph)) = (line.rsplit_once(" -> "), &graph) {
                let graph = graph.replace('…', written);
                cases.push(Self { written: written.to_owned(), meant: meant.to_owned(), graph });
            }
        }
        cases
    }
}
