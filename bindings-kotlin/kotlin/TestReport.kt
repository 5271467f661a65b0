package dev.tagora

import java.time.Instant

/** What became of a handbook's tests. */
public data class TestReport(
    val passed: Boolean,
    val tests: List<TestOutcome>,
    /** The report as text. */
    val report: String,
    /** The report as Chinese text. */
    val reportZh: String,
)

/** What became of one test. */
public data class TestOutcome(val name: String, val passed: Boolean, val failures: List<TestFailure>)

/** A step of a test that did not go as the test says. */
public data class TestFailure(
    /** Where in the text as UTF-8 bytes. */
    val bytes: Span,
    /** From 1. */
    val line: Int,
    /** In characters, from 1. */
    val column: Int,
    val at: Instant,
    val customer: String,
    /** What was expected; null of what is given. */
    val expected: String?,
    val expectedZh: String?,
    val found: String,
    val foundZh: String,
)
