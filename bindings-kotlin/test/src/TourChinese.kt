// The program of README.zh.md, as it stands there.
package dev.tagora.test.chinese

import dev.tagora.Engine
import dev.tagora.Filter
import dev.tagora.TagoraException
import dev.tagora.records
import java.nio.file.Files
import java.time.Instant

fun main() {
    fun day(number: Long) = Instant.EPOCH.plusSeconds(number * 86_400)
    Engine().use { engine ->
        engine.load("事件 购买 { 金额: 小数(2) }\n标签 高频客户 当 最近30天 购买次数 2次以上")
        val purchases = records {
            customer("安") {
                event("购买", day(1), "金额" to "80.50")
                event("购买", day(5))
            }
        }
        engine.apply(purchases, now = day(5))
        println(engine.count("有 高频客户")) // 1
        val why = engine.explain("安", "高频客户")
        println(why?.definition?.value) // 2
        println(why?.next?.at == day(31)) // true
        val spent = engine.analysis(below = 1).distribution("sum(购买.金额)", percents = listOf(50.0))
        println(spent.rows.last()) // [p50, 80.5]
        val change = engine.advanceTo(day(40)).changes.single()
        println(change.kind) // Lost(tag=高频客户)
        println(change.at == day(31)) // true
        try {
            engine.count("有 高频顾客")
        } catch (error: TagoraException) {
            println(error.code) // unknown-tag
        }
    }
    val folder = Files.createTempDirectory("customers")
    Engine.open(folder).use { engine ->
        engine.load("事件 购买 { 金额: 小数(2) }\n标签 高频客户 当 最近30天 购买次数 2次以上")
        engine.subscribe("crm", Filter(tags = listOf("高频客户")))
        val purchases = records { for (n in 1L..2L) customer("安") { event("购买", day(n)) } }
        println(engine.apply(purchases, now = day(2)).durable) // true
    }
    Engine.open(folder).use { engine ->
        val page = engine.poll("crm")
        println(page.changes.map { it.customer }) // [安]
        engine.ack("crm", page.next)
    }
}
