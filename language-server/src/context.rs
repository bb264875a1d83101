//! What is being written at the cursor, told from tokens alone: a text that is being written rarely parses.

use fwr_compiler::syntax::{KEYWORDS, TokenKind, WrittenToken, digits_and_unit};

use crate::analysis::Analysis;

/// The place of the cursor.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    /// What may be written here.
    pub(crate) place: Place<'a>,
    /// Where the word at the cursor starts, of which the part before the cursor is written.
    pub(crate) start: usize,
    /// The innermost call around the cursor.
    pub(crate) call: Option<CallSite<'a>>,
    /// The keyword of the item around the cursor: `let`, `kernel`, …; empty where there is none.
    pub(crate) item: &'a str,
}

/// The kinds of place.
#[derive(Debug, PartialEq)]
pub(crate) enum Place<'a> {
    /// A comment, a text, a new name: nothing to offer.
    Nothing,
    /// A new item at the top of the file.
    Item,
    /// Right behind the digits of a number.
    Unit,
    /// Behind `|>`.
    Pipe,
    /// Behind a dot; `base` is what stands before it.
    Member { base: std::ops::Range<usize> },
    /// Where an argument begins.
    Argument,
    /// The value of the argument `name`.
    ArgumentValue { name: &'a str },
    /// The name of a field in the braces of `block`: `output`, `model`, `lints`.
    Field { block: &'a str },
    /// In the value of the field `name` of a block.
    FieldValue { block: &'a str, name: &'a str },
    /// A type.
    Type,
    /// Between `<` and `>` of the type `of`.
    TypeArgument { of: &'a str },
    /// The value of the property `name`, in a type or compared with it.
    PropertyValue { name: &'a str },
    /// Behind `@`.
    Attribute,
    /// In the parentheses of the attribute `name`.
    AttributeArgument { name: &'a str },
    /// In the text of a `use`; the part that is written.
    File { written: &'a str },
    /// Behind `use`.
    Module,
    /// Behind `extern`.
    Extern,
    /// A pattern of a `match` on a value of `subject`.
    Pattern { subject: std::ops::Range<usize> },
    /// In a body: a `let`, or the value at its end.
    Statement,
    /// Anything that has a value.
    Expression,
    /// Behind a value: an operator or keyword that goes on with it.
    AfterValue,
}

/// A call that is being written.
#[derive(Debug)]
pub(crate) struct CallSite<'a> {
    /// The module before the dot.
    pub(crate) module: Option<&'a str>,
    pub(crate) name: &'a str,
    pub(crate) piped: bool,
    /// The arguments, each with its name if it has one; up to the closing parenthesis where there is one.
    pub(crate) args: Vec<ArgSite<'a>>,
    /// Which of them the cursor is in.
    pub(crate) current: usize,
}

/// An argument of a call that is being written.
#[derive(Debug)]
pub(crate) struct ArgSite<'a> {
    pub(crate) name: Option<&'a str>,
    /// All of its text.
    pub(crate) text: &'a str,
}

/// Words that begin an item.
pub(crate) const ITEMS: &[&str] =
    &["edition", "use", "lints", "input", "param", "let", "output", "filter", "kernel", "extern", "model", "expect"];

/// Words with angle brackets behind them.
const GENERIC: &[&str] = &["video", "media", "audio", "int", "number", "list", "mask"];

/// What is being written at `offset`.
pub(crate) fn at(analysis: &Analysis, offset: usize) -> Context<'_> {
    Reader { text: analysis.text.as_str(), tokens: &analysis.tokens, offset }.context()
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [WrittenToken],
    offset: usize,
}

/// A bracket that is open at the cursor.
#[derive(Debug, Clone, Copy)]
struct Opener<'a> {
    /// Its token.
    at: usize,
    bracket: &'a str,
}

impl<'a> Reader<'a> {
    fn context(&self) -> Context<'a> {
        let (start, before) = self.word_start();
        let openers = self.openers(before);
        let item = self.item(before);
        let call = openers.iter().find_map(|opener| self.call(*opener));
        let place = self.place(start, before, &openers, item);
        Context { place, start, call, item }
    }

    fn word(&self, token: usize) -> &'a str {
        &self.text[self.tokens[token].span.range()]
    }

    fn is(&self, token: usize, kind: TokenKind) -> bool {
        self.tokens[token].kind == kind
    }

    /// The token before `token` that is no comment.
    fn previous(&self, token: usize) -> Option<usize> {
        (0..token).rev().find(|at| !matches!(self.tokens[*at].kind, TokenKind::Comment | TokenKind::Doc))
    }

    /// Whether no blank stands between two tokens.
    fn touch(&self, left: usize, right: usize) -> bool {
        self.tokens[left].span.end == self.tokens[right].span.start
    }

    /// Where the word at the cursor starts, and how many tokens stand before it.
    fn word_start(&self) -> (usize, usize) {
        let before = self.tokens.partition_point(|token| (token.span.end as usize) < self.offset);
        match self.tokens.get(before) {
            Some(token) if (token.span.start as usize) < self.offset && token.kind == TokenKind::Word => {
                (token.span.start as usize, before)
            }
            Some(token) if token.kind == TokenKind::Number && (token.span.start as usize) < self.offset => {
                let digits = digits_and_unit(self.word(before)).0.len();
                ((token.span.start as usize + digits).min(self.offset), before)
            }
            Some(token) if (token.span.end as usize) == self.offset && token.kind == TokenKind::Symbol => {
                (self.offset, before + 1)
            }
            _ => (self.offset, before),
        }
    }

    /// The keyword of the item around the token `before`.
    fn item(&self, before: usize) -> &'a str {
        (0..before).rev().find(|at| self.starts_item(*at)).map_or("", |at| self.word(at))
    }

    /// Whether a token at the left edge begins an item.
    fn starts_item(&self, token: usize) -> bool {
        let start = self.tokens[token].span.start as usize;
        let flush = start == 0 || self.text[..start].ends_with('\n');
        flush && self.is(token, TokenKind::Word) && ITEMS.contains(&self.word(token))
    }

    /// The brackets that are open before the token `before`, the innermost first.
    ///
    /// A bracket that is never closed does not reach beyond its item.
    fn openers(&self, before: usize) -> Vec<Opener<'a>> {
        let mut openers = Vec::new();
        let (mut depth, mut angles) = (0usize, 0usize);
        for at in (0..before).rev() {
            if self.starts_item(at) {
                break;
            }
            if !self.is(at, TokenKind::Symbol) {
                continue;
            }
            match self.word(at) {
                ")" | "]" | "}" => depth += 1,
                bracket @ ("(" | "[" | "{") => match depth.checked_sub(1) {
                    Some(outer) => depth = outer,
                    None => {
                        openers.push(Opener { at, bracket });
                        angles = 0;
                    }
                },
                ">" if depth == 0 => angles += 1,
                bracket @ "<" if depth == 0 => match angles.checked_sub(1) {
                    Some(outer) => angles = outer,
                    None if self.is_generic(at) => openers.push(Opener { at, bracket }),
                    None => {}
                },
                _ => {}
            }
        }
        openers
    }

    /// Whether the `<` at `token` opens the arguments of a type.
    fn is_generic(&self, token: usize) -> bool {
        token > 0 && self.touch(token - 1, token) && GENERIC.contains(&self.word(token - 1))
    }

    /// The call whose parenthesis `opener` is.
    fn call(&self, opener: Opener<'a>) -> Option<CallSite<'a>> {
        let name = opener.at.checked_sub(1)?;
        let callable = opener.bracket == "("
            && self.is(name, TokenKind::Word)
            && self.touch(name, opener.at)
            && !KEYWORDS.contains(&self.word(name))
            && self.word(name) != "one_of";
        if !callable {
            return None;
        }
        let mut first = name;
        let mut module = None;
        if name >= 2 && self.word(name - 1) == "." && self.is(name - 2, TokenKind::Word) {
            module = Some(self.word(name - 2));
            first = name - 2;
        }
        let before = self.previous(first).map_or("", |at| self.word(at));
        if matches!(before, "filter" | "kernel" | "encoder" | "measure" | "@") {
            return None;
        }
        let (args, current) = self.arguments(opener.at);
        Some(CallSite { module, name: self.word(name), piped: before == "|>", args, current })
    }

    /// The arguments behind the parenthesis at `open`, and which of them the cursor is in.
    fn arguments(&self, open: usize) -> (Vec<ArgSite<'a>>, usize) {
        let mut args = Vec::new();
        let mut current = None;
        let mut first = open + 1;
        let mut depth = 0usize;
        let mut at = open + 1;
        loop {
            let end = at >= self.tokens.len() || self.starts_item(at);
            let symbol = if !end && self.is(at, TokenKind::Symbol) { self.word(at) } else { "" };
            let closes = end || depth == 0 && matches!(symbol, ")" | "]" | "}");
            if closes || depth == 0 && symbol == "," {
                let reached = end || self.tokens[at].span.start as usize >= self.offset;
                if reached && current.is_none() {
                    current = Some(args.len());
                }
                args.push(self.argument(first, at));
                first = at + 1;
            }
            if closes {
                return (args, current.unwrap_or(0));
            }
            match symbol {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
            at += 1;
        }
    }

    fn argument(&self, first: usize, end: usize) -> ArgSite<'a> {
        let named = first + 1 < end && self.is(first, TokenKind::Word) && matches!(self.word(first + 1), ":" | "=");
        let text = if first < end {
            &self.text[self.tokens[first].span.start as usize..self.tokens[end - 1].span.end as usize]
        } else {
            ""
        };
        ArgSite { name: named.then(|| self.word(first)), text }
    }

    fn place(&self, start: usize, before: usize, openers: &[Opener<'a>], item: &'a str) -> Place<'a> {
        if let Some(place) = self.inside_token(before) {
            return place;
        }
        let Some(last) = self.previous(before) else { return Place::Item };
        let line_start = self.text[..start].rfind('\n').map_or(0, |end| end + 1);
        let first_on_line = self.text[line_start..start].trim().is_empty();
        match self.word(last) {
            "|>" => return Place::Pipe,
            "@" => return Place::Attribute,
            "." if self.is(last, TokenKind::Symbol) => return self.member(last),
            "->" => return Place::Type,
            "extern" => return Place::Extern,
            "use" if self.starts_item(last) => return Place::Module,
            "let" | "param" | "input" | "filter" | "kernel" | "model" | "encoder" | "measure" | "as" | "for"
            | "carry"
                if self.is(last, TokenKind::Word) =>
            {
                return Place::Nothing;
            }
            _ => {}
        }
        if let Some(name) = self.compared_property(last) {
            return Place::PropertyValue { name };
        }
        match openers.first() {
            Some(opener) => self.in_brackets(last, *opener, openers, item, first_on_line),
            None if first_on_line && line_start == start => Place::Item,
            None => self.outside_brackets(last, item, first_on_line),
        }
    }

    /// Places that the token at the cursor itself decides: comments, texts, numbers.
    fn inside_token(&self, before: usize) -> Option<Place<'a>> {
        let token = self.tokens.get(before)?;
        let (start, end) = (token.span.start as usize, token.span.end as usize);
        if start >= self.offset {
            return None;
        }
        match token.kind {
            TokenKind::Comment | TokenKind::Doc => Some(Place::Nothing),
            TokenKind::Text => {
                let closed = end > start + 1 && self.text[..end].ends_with('"');
                if closed && end == self.offset {
                    return None;
                }
                let is_path = self.previous(before).is_some_and(|at| self.word(at) == "use");
                Some(if is_path { Place::File { written: &self.text[start + 1..self.offset] } } else { Place::Nothing })
            }
            TokenKind::Number => {
                let (digits, _) = digits_and_unit(self.word(before));
                Some(if start + digits.len() <= self.offset { Place::Unit } else { Place::Nothing })
            }
            _ => None,
        }
    }

    /// Behind the dot at `dot`.
    fn member(&self, dot: usize) -> Place<'a> {
        let mut first = dot;
        // Back over `a.b`, `f(…)` and `a[…]`.
        while let Some(at) = first.checked_sub(1).filter(|at| self.touch(*at, first)) {
            match (self.tokens[at].kind, self.word(at)) {
                (TokenKind::Symbol, close @ (")" | "]")) => {
                    let open = if close == ")" { "(" } else { "[" };
                    let mut depth = 0usize;
                    let Some(opener) = (0..=at).rev().find(|at| {
                        let word = if self.is(*at, TokenKind::Symbol) { self.word(*at) } else { "" };
                        depth = if word == close { depth + 1 } else { depth - usize::from(word == open) };
                        depth == 0
                    }) else {
                        break;
                    };
                    first = opener;
                }
                (TokenKind::Word, _) | (TokenKind::Symbol, ".") => first = at,
                _ => break,
            }
        }
        if first == dot {
            return Place::Nothing;
        }
        if self.previous(first).is_some_and(|at| self.starts_item(at) && self.word(at) == "use") {
            return Place::Module;
        }
        let start = self.tokens[first].span.start as usize;
        Place::Member { base: start..self.tokens[dot].span.start as usize }
    }

    /// The property that what is written at the cursor is compared with: `tape.video.scan == `.
    fn compared_property(&self, last: usize) -> Option<&'a str> {
        if !matches!(self.word(last), "==" | "!=") {
            return None;
        }
        let name = self.previous(last)?;
        let dot = self.previous(name)?;
        (self.word(dot) == "." && self.is(name, TokenKind::Word)).then(|| self.word(name))
    }

    fn in_brackets(
        &self,
        last: usize,
        opener: Opener<'a>,
        openers: &[Opener<'a>],
        item: &'a str,
        first_on_line: bool,
    ) -> Place<'a> {
        let header = self.header(opener.at);
        match (opener.bracket, header) {
            ("<", of) => self.in_type(last, opener, of),
            ("(", "@") => {
                let name = self.previous(opener.at).map_or("", |at| self.word(at));
                Place::AttributeArgument { name }
            }
            ("(", "filter" | "kernel" | "encoder" | "measure") => match self.word(last) {
                ":" => Place::Type,
                "=" => self.default_value(last),
                _ => Place::Nothing,
            },
            ("(", _) if self.call(opener).is_some() => self.in_call(last, opener),
            ("[", _) if self.named_by(opener.at).is_some() => {
                let name = self.named_by(opener.at).unwrap_or_default();
                match openers.get(1).map(|outer| (outer.bracket, self.header(outer.at))) {
                    Some(("{", block)) if !block.is_empty() => Place::FieldValue { block, name },
                    _ => self.expression(last),
                }
            }
            ("{", "match") => self.in_match(last, opener),
            ("{", block @ ("output" | "model" | "lints")) => {
                if matches!(self.word(last), "{" | ",") || first_on_line && self.ends_value(last) {
                    Place::Field { block }
                } else if self.word(last) == ":" {
                    let name = self.previous(last).map_or("", |at| self.word(at));
                    Place::FieldValue { block, name }
                } else {
                    self.expression(last)
                }
            }
            ("{", _) if self.word(last) == "{" || first_on_line && self.ends_value(last) => match item {
                "filter" | "kernel" => Place::Statement,
                _ => Place::Expression,
            },
            _ => self.expression(last),
        }
    }

    /// The word that says what the bracket at `opener` is for: a keyword, the word before `<`, `@`.
    fn header(&self, opener: usize) -> &'a str {
        let Some(before) = opener.checked_sub(1) else { return "" };
        match self.word(opener) {
            "<" => self.word(before),
            "(" => {
                let keyword = before.checked_sub(1).map_or("", |at| self.word(at));
                if matches!(keyword, "filter" | "kernel" | "encoder" | "measure" | "@") { keyword } else { "" }
            }
            _ => {
                // Back to the keyword, over what stands between it and the brace.
                let mut at = before;
                loop {
                    match self.word(at) {
                        word @ ("output" | "model" | "lints" | "expect" | "match" | "for") => return word,
                        "{" | "}" | "let" | "=" | "," | "=>" | "->" => return "",
                        _ if at == 0 || before - at > 40 => return "",
                        _ => at -= 1,
                    }
                }
            }
        }
    }

    /// The name before the colon before the bracket: `copy: [`.
    fn named_by(&self, opener: usize) -> Option<&'a str> {
        let colon = self.previous(opener)?;
        let name = self.previous(colon)?;
        (self.word(colon) == ":" && self.is(name, TokenKind::Word)).then(|| self.word(name))
    }

    fn in_type(&self, last: usize, opener: Opener<'a>, of: &'a str) -> Place<'a> {
        // Back to where this condition starts, past `|` and values.
        for at in (opener.at + 1..=last).rev() {
            match self.word(at) {
                "," => break,
                ":" => {
                    let name = self.previous(at).map_or("", |at| self.word(at));
                    return Place::PropertyValue { name };
                }
                _ => {}
            }
        }
        Place::TypeArgument { of }
    }

    fn in_call(&self, last: usize, opener: Opener<'a>) -> Place<'a> {
        if last == opener.at || self.word(last) == "," {
            return Place::Argument;
        }
        if matches!(self.word(last), ":" | "=")
            && let Some(name) = self.previous(last)
            && self.is(name, TokenKind::Word)
        {
            return Place::ArgumentValue { name: self.word(name) };
        }
        self.expression(last)
    }

    fn in_match(&self, last: usize, opener: Opener<'a>) -> Place<'a> {
        let subject = (0..opener.at).rev().find(|at| self.word(*at) == "match");
        let subject = subject
            .map_or(0..0, |keyword| self.tokens[keyword].span.end as usize..self.tokens[opener.at].span.start as usize);
        match self.word(last) {
            "{" | "," | "|" => Place::Pattern { subject },
            _ if self.ends_value(last) => Place::Pattern { subject },
            _ => Place::Expression,
        }
    }

    fn outside_brackets(&self, last: usize, item: &'a str, first_on_line: bool) -> Place<'a> {
        match (item, self.word(last)) {
            ("param" | "input", ":") => Place::Type,
            ("param" | "input", "=") => self.default_value(last),
            ("use", _) => Place::AfterValue,
            _ if first_on_line && self.ends_value(last) => Place::Item,
            _ => self.expression(last),
        }
    }

    /// Behind the `=` of a param: a value of the param's type, whose name is what `ArgumentValue` carries.
    fn default_value(&self, equals: usize) -> Place<'a> {
        let colon = (0..equals).rev().take(60).find(|at| self.word(*at) == ":");
        let name = colon.and_then(|colon| self.previous(colon)).map_or("", |at| self.word(at));
        Place::ArgumentValue { name }
    }

    fn expression(&self, last: usize) -> Place<'a> {
        if self.ends_value(last) { Place::AfterValue } else { Place::Expression }
    }

    /// Whether a value can end with this token.
    fn ends_value(&self, token: usize) -> bool {
        match self.tokens[token].kind {
            TokenKind::Word => !KEYWORDS.contains(&self.word(token)) || matches!(self.word(token), "true" | "false"),
            TokenKind::Number | TokenKind::Text | TokenKind::Other => true,
            TokenKind::Symbol => matches!(self.word(token), ")" | "]" | "}"),
            TokenKind::Doc | TokenKind::Comment => false,
        }
    }
}
