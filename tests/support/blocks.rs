//! Graphs in Markdown.

/// A fenced block that holds a graph.
pub struct Block {
    /// The line that its text starts on, from 1.
    pub line: usize,
    /// The code that it must give, if it is there to fail.
    pub fails: Option<String>,
    /// The name of the media that all its inputs are given, if it is checked with media.
    pub media: Option<String>,
    /// Its text.
    pub graph: String,
}

/// The blocks fenced as `fwr` in a Markdown text.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in text.lines().enumerate() {
        match (&mut open, line.trim_start().strip_prefix("```")) {
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.graph.push_str(line);
                block.graph.push('\n');
            }
            (None, Some(info)) => {
                let words: Vec<&str> = info.split(',').map(str::trim).collect();
                let is_graph = words[0] == "fwr";
                let value = |key: &str| words.iter().find_map(|word| word.strip_prefix(key).map(str::to_owned));
                let (fails, media) = (value("fails="), value("media="));
                // Other blocks are followed too, so that their ends are not taken for beginnings.
                open = Some(Block { line: number + 2, fails, media, graph: String::new() });
                if !is_graph && let Some(block) = &mut open {
                    block.line = 0;
                }
            }
            (None, None) => {}
        }
    }
    blocks.retain(|block| block.line > 0);
    blocks
}
