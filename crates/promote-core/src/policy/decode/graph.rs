//! `from:`, the edges of the pipeline: known names, and no way back to where one came from.

use std::collections::HashMap;

use super::environments::Draft;
use super::notes::{Notes, shown};
use super::whole::unknown_environment;

pub(super) fn check(notes: &mut Notes, drafts: &[Draft], names: &[&str]) {
    let mut index: HashMap<&str, usize> = HashMap::new();
    for (i, name) in names.iter().enumerate() {
        index.insert(name, i);
    }
    // Each edge with the place where it is written.
    let mut edges: Vec<Vec<(usize, usize)>> = Vec::with_capacity(drafts.len());
    for (i, draft) in drafts.iter().enumerate() {
        let mut sources = Vec::new();
        for from in &draft.from {
            match index.get(from.value.as_str()) {
                Some(source) if *source == i => {
                    notes.add(from.at, format!("'{}' cannot be promoted into itself", shown(&from.value)));
                }
                Some(source) => sources.push((*source, from.at)),
                None => unknown_environment(notes, from, names),
            }
        }
        edges.push(sources);
    }
    for (at, circle) in circles(&edges) {
        let mut way: Vec<String> = circle.iter().map(|i| shown(names[*i])).collect();
        way.extend(circle.first().map(|i| shown(names[*i])));
        notes.add(at, format!("the pipeline goes in a circle: {}", way.join(" <- ")));
    }
}

/// Circles that are named; where there are more, they share edges with these.
const MOST_CIRCLES: usize = 20;

/// One circle for each edge that closes one, in a walk from the first environment on. The walk
/// keeps its own stack: a pipeline may be longer than the thread's stack is deep.
fn circles(edges: &[Vec<(usize, usize)>]) -> Vec<(usize, Vec<usize>)> {
    let mut found = Vec::new();
    let mut done = vec![false; edges.len()];
    let mut on_way = vec![false; edges.len()];
    for start in 0..edges.len() {
        let mut way: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some((node, next)) = way.last_mut() {
            let node = *node;
            let edge = if done[node] { None } else { edges[node].get(*next) };
            *next += 1;
            on_way[node] = edge.is_some();
            match edge {
                None => {
                    done[node] = true;
                    way.pop();
                }
                Some(_) if found.len() == MOST_CIRCLES => return found,
                Some((source, at)) if on_way[*source] => {
                    let circle = way.iter().map(|(n, _)| *n).skip_while(|n| n != source).collect();
                    found.push((*at, circle));
                }
                Some((source, _)) => way.push((*source, 0)),
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ways(edges: &[&[usize]]) -> Vec<Vec<usize>> {
        let edges: Vec<Vec<(usize, usize)>> = edges.iter().map(|e| e.iter().map(|n| (*n, 0)).collect()).collect();
        circles(&edges).into_iter().map(|(_, way)| way).collect()
    }

    #[test]
    fn circles_are_found_once() {
        assert_eq!(ways(&[&[], &[0], &[1, 0]]), Vec::<Vec<usize>>::new());
        assert_eq!(ways(&[&[2], &[0], &[1]]), [[0, 2, 1]]);
        assert_eq!(ways(&[&[], &[2], &[1]]), [[1, 2]]);
    }

    #[test]
    fn a_diamond_is_no_circle() {
        assert_eq!(ways(&[&[], &[0], &[0], &[1, 2]]), Vec::<Vec<usize>>::new());
    }
}
