//! Circles of imports among siblings: at each folder level, a child module and all below it are one node.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::imports::Import;

/// The siblings at one level; each maps the siblings that it imports to one import of each.
type Graph<'a> = BTreeMap<&'a str, BTreeMap<&'a str, &'a Import>>;

/// The circles, the shortest first, one import for each edge. Every edge that is part of a circle is in one of them.
pub(super) fn circles(imports: &[Import]) -> Vec<Vec<&Import>> {
    let mut circles: Vec<_> = levels(imports).values().flat_map(circles_of).collect();
    circles.sort_by_key(Vec::len);
    circles
}

/// A circle as text: each import on a line of its own.
pub(super) fn text(circle: &[&Import]) -> String {
    let level = common(circle[0]);
    let nodes = circle.iter().chain([&circle[0]]).map(|import| import.from[level].as_str());
    let parent = circle[0].from[..level].join("::");
    let place = if parent.is_empty() { "the crate root".to_owned() } else { format!("`{parent}`") };
    let mut text = format!("in {place}: {}", nodes.collect::<Vec<_>>().join(" → "));
    for import in circle {
        text += &format!("\n    {}:{} names `{}`", import.file.display(), import.line, import.path);
        if !names_its_target(import) {
            text += &format!(", which is in `{}`", import.to.join("::"));
        }
    }
    text
}

/// Returns whether the path as written names its target, so that no re-export needs an explanation.
fn names_its_target(import: &Import) -> bool {
    let last = import.to.last().expect("the crate root is everybody's ancestor");
    import.path.split("::").any(|segment| segment == last)
}

fn levels(imports: &[Import]) -> BTreeMap<&[String], Graph<'_>> {
    let mut levels: BTreeMap<&[String], Graph<'_>> = BTreeMap::new();
    for import in imports {
        let level = common(import);
        let graph = levels.entry(&import.from[..level]).or_default();
        graph.entry(&import.from[level]).or_default().entry(&import.to[level]).or_insert(import);
    }
    levels
}

/// The number of leading segments that both ends of an import share.
fn common(import: &Import) -> usize {
    import.from.iter().zip(&import.to).take_while(|(from, to)| from == to).count()
}

fn circles_of<'a>(graph: &Graph<'a>) -> Vec<Vec<&'a Import>> {
    let edges = graph.iter().flat_map(|(from, targets)| targets.keys().map(move |to| (*from, *to)));
    let mut found: Vec<_> = edges.filter_map(|(from, to)| shortest(graph, from, to)).collect();
    found.sort_by_key(Vec::len);
    let mut held = BTreeSet::new();
    found.retain(|nodes| {
        let mut new = false;
        for pair in pairs(nodes) {
            new |= held.insert(pair);
        }
        new
    });
    let imports = |nodes: Vec<&str>| pairs(&nodes).map(|(from, to)| graph[from][to]).collect();
    found.into_iter().map(imports).collect()
}

fn pairs<'n, 'a>(nodes: &'n [&'a str]) -> impl Iterator<Item = (&'a str, &'a str)> + 'n {
    nodes.iter().copied().zip(nodes.iter().copied().cycle().skip(1))
}

/// The nodes of a shortest circle that begins with this edge.
fn shortest<'a>(graph: &Graph<'a>, from: &'a str, to: &'a str) -> Option<Vec<&'a str>> {
    let mut before: BTreeMap<&str, &str> = BTreeMap::from([(to, from)]);
    let mut open = VecDeque::from([to]);
    while let Some(node) = open.pop_front() {
        if node == from {
            let mut nodes = vec![before[from]];
            while nodes.last() != Some(&from) {
                nodes.push(before[nodes[nodes.len() - 1]]);
            }
            nodes.reverse();
            return Some(nodes);
        }
        for &next in graph.get(node).into_iter().flat_map(BTreeMap::keys) {
            before.entry(next).or_insert_with(|| {
                open.push_back(next);
                node
            });
        }
    }
    None
}
