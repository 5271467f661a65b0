//! A process that is killed at any moment loses nothing that was acknowledged.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tagora::{Durability, Engine, Options};

use super::{Folder, last_commit, seen, step};

/// Says in which folder, and by which level, the process works that is to be killed.
const KILLED: &str = "TAGORA_KILLED";

fn level(name: &str) -> Durability {
    match name {
        "full" => Durability::Full,
        "group" => Durability::Group,
        _ => Durability::Relaxed { every_millis: 1 },
    }
}

/// What the process does that is to be killed: one step after another, and says which are acknowledged. Now and then it closes the
/// engine and opens it again, so that it is killed in that too.
#[test]
fn the_process_that_is_killed() {
    let Ok(asked) = std::env::var(KILLED) else { return };
    let (level_name, folder) = asked.split_once(':').unwrap();
    let open = || Engine::open(folder, Options { durability: level(level_name), ..Options::default() }).unwrap();
    let mut engine = open();
    for number in last_commit(&engine) + 1.. {
        step(&engine, number);
        println!("\nacknowledged {number}");
        if number % 23 == 0 {
            engine.close().unwrap();
            engine = open();
        }
    }
}

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// When a process is killed: so long after it was started, or after the first step that it says is acknowledged, however long
/// that takes on a machine with much to do.
#[derive(Clone, Copy)]
enum Kill {
    FromStart(Duration),
    FromFirst(Duration),
}

/// Kills it; the last step that was acknowledged by then.
fn work_and_be_killed(folder: &Folder, level: &str, kill: Kill) -> u64 {
    let path = folder.path().to_str().unwrap();
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["kills::the_process_that_is_killed", "--exact", "--nocapture"])
        .env(KILLED, format!("{level}:{path}"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut killed = Killed(child.unwrap());
    let lines = BufReader::new(killed.0.stdout.take().unwrap()).lines();
    let (tell, first) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        let acknowledged = lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("acknowledged ")?.parse().ok());
        acknowledged.inspect(|_: &u64| _ = tell.send(())).last().unwrap_or(0)
    });
    let after = match kill {
        Kill::FromStart(after) => after,
        Kill::FromFirst(after) => {
            first.recv_timeout(Duration::from_secs(120)).unwrap();
            after
        }
    };
    std::thread::sleep(after);
    drop(killed);
    reader.join().unwrap()
}

/// So many kills; `TAGORA_KILLS` asks for another number.
fn kills(level: &str, count: u64) {
    let asked = std::env::var("TAGORA_KILLS").ok().and_then(|count| count.parse().ok());
    let (mut folder, mut memory, mut model) = (Folder::new(), Engine::in_memory(), 0);
    let (mut unacknowledged, mut steps) = (0, 0);
    let count = asked.unwrap_or(count);
    for kill in 0..count {
        let after = Duration::from_millis((kill * 7919) % 120);
        // Some are killed before they have even made the store.
        let when = if kill % 4 == 0 { Kill::FromStart(after) } else { Kill::FromFirst(after / 2) };
        let acknowledged = work_and_be_killed(&folder, level, when).max(model);
        let engine = folder.open();
        let last = last_commit(&engine);
        assert!(last == acknowledged || last == acknowledged + 1, "kill {kill}: {acknowledged} acknowledged, {last} there");
        unacknowledged += u64::from(last > acknowledged);
        for number in model + 1..=last {
            step(&memory, number);
            steps += 1;
        }
        model = last;
        assert_eq!(seen(&engine), seen(&memory), "kill {kill}, at commit {last}");
        drop(engine);
        if last > 400 {
            (folder, memory, model) = (Folder::new(), Engine::in_memory(), 0);
        }
    }
    println!("{level}: {steps} commits, {unacknowledged} there that were not acknowledged");
    // Some thousand where nothing else runs; one for each that was waited for at least.
    assert!(steps >= count - count.div_ceil(4), "the processes came to nothing: {steps} commits");
}

#[test]
fn nothing_acknowledged_is_lost_at_level_full() {
    kills("full", 120);
}

#[test]
fn nothing_acknowledged_is_lost_at_level_group() {
    kills("group", 40);
}

#[test]
fn a_killed_process_loses_nothing_at_level_relaxed_either() {
    kills("relaxed", 40);
}
