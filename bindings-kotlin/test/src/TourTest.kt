package dev.tagora.test

import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource
import java.io.ByteArrayOutputStream
import java.io.PrintStream
import kotlin.io.path.readText
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** The tours in the READMEs are programs that run, and print what their comments say. */
class TourTest {
    @ParameterizedTest
    @CsvSource("README.md, English", "README.zh.md, Chinese")
    fun `the tour runs`(page: String, language: String) {
        val blocks = root.resolve(page).readText().split("```kotlin\n").drop(1).map { it.substringBefore("```") }
        val compiled = root.resolve("bindings-kotlin/test/src/Tour$language.kt").readText()
        assertEquals(blocks.single(), compiled.substringAfter("\n\n"), "the copy that is compiled here")
        val expected = Regex("""// (.+)$""", RegexOption.MULTILINE).findAll(blocks.single()).map { it.groupValues[1] }.toList()
        assertTrue(expected.isNotEmpty())
        assertEquals(expected, printed("dev.tagora.test.${language.lowercase()}.Tour${language}Kt"))
    }

    private fun printed(program: String): List<String> {
        val (out, before) = ByteArrayOutputStream() to System.out
        System.setOut(PrintStream(out, true, Charsets.UTF_8))
        try {
            Class.forName(program).getMethod("main").invoke(null)
        } finally {
            System.setOut(before)
        }
        return out.toString(Charsets.UTF_8).lines().filter { it.isNotEmpty() }
    }
}
