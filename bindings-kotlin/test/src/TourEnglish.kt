// The program of README.md, as it stands there.
package dev.tagora.test.english

import dev.tagora.Engine
import dev.tagora.Filter
import dev.tagora.TagoraException
import dev.tagora.records
import java.nio.file.Files
import java.time.Instant

fun main() {
    fun day(number: Long) = Instant.EPOCH.plusSeconds(number * 86_400)
    Engine().use { engine ->
        engine.load("event purchase { amount: decimal(2) }\ntag frequent when count(purchase, last 30 days) >= 2")
        val purchases = records {
            customer("ann") {
                event("purchase", day(1), "amount" to "80.50")
                event("purchase", day(5))
            }
        }
        engine.apply(purchases, now = day(5))
        println(engine.count("has frequent")) // 1
        val why = engine.explain("ann", "frequent")
        println(why?.definition?.value) // 2
        println(why?.next?.at == day(31)) // true
        val spent = engine.analysis(below = 1).distribution("sum(purchase.amount)", percents = listOf(50.0))
        println(spent.rows.last()) // [p50, 80.5]
        val change = engine.advanceTo(day(40)).changes.single()
        println(change.kind) // Lost(tag=frequent)
        println(change.at == day(31)) // true
        try {
            engine.count("has frequents")
        } catch (error: TagoraException) {
            println(error.code) // unknown-tag
        }
    }
    val folder = Files.createTempDirectory("customers")
    Engine.open(folder).use { engine ->
        engine.load("event purchase { amount: decimal(2) }\ntag frequent when count(purchase, last 30 days) >= 2")
        engine.subscribe("crm", Filter(tags = listOf("frequent")))
        val purchases = records { for (n in 1L..2L) customer("ann") { event("purchase", day(n)) } }
        println(engine.apply(purchases, now = day(2)).durable) // true
    }
    Engine.open(folder).use { engine ->
        val page = engine.poll("crm")
        println(page.changes.map { it.customer }) // [ann]
        engine.ack("crm", page.next)
    }
}
