package dev.tagora.test

import dev.tagora.Engine
import dev.tagora.Opening
import dev.tagora.SuspendingEngine
import org.junit.jupiter.api.Test
import java.lang.reflect.Executable
import java.lang.reflect.Modifier
import java.util.jar.JarFile
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** What users see is the installed jar, and nothing of what is generated. */
class SurfaceTest {
    private val jar = Engine::class.java.protectionDomain.codeSource.location.path

    private val classes =
        JarFile(jar).use { file ->
            val names = file.entries().asSequence().map { it.name }.filter { it.endsWith(".class") }.toList()
            names.map { Class.forName(it.removeSuffix(".class").replace('/', '.'), false, javaClass.classLoader) }
        }

    @Test
    fun `what is tested is a jar with the native library in it`() {
        assertTrue(jar.endsWith("tagora-0.1.0.jar"), jar)
        val folders = JarFile(jar).use { file -> file.entries().asSequence().map { it.name }.filter { "tagora_kotlin" in it }.toList() }
        assertEquals(1, folders.size, "$folders")
        assertEquals(null, System.getProperty("jna.library.path"))
    }

    @Test
    fun `no public declaration names a generated or foreign type`() {
        val public = classes.filter { it.packageName == "dev.tagora" && Modifier.isPublic(it.modifiers) }
        assertTrue(public.size > 20, "found only $public")
        val named =
            public.flatMap { owner ->
                val calls = owner.declaredMethods.asList<Executable>() + owner.declaredConstructors
                val seen = calls.filter { Modifier.isPublic(it.modifiers) && !it.isSynthetic && "internal" !in it.name }
                seen.flatMap { call -> (call.parameterTypes.asList() + (call as? java.lang.reflect.Method)?.returnType).map { owner to it } }
            }
        val allowed = setOf("dev.tagora", "java.lang", "java.nio.file", "java.time", "java.util", "kotlin", "kotlin.enums", "kotlin.jvm.functions", "kotlin.time", "kotlin.coroutines", "kotlinx.coroutines.flow")
        for ((owner, type) in named) {
            val plain = generateSequence(type) { it.componentType }.lastOrNull() ?: continue
            if (!plain.isPrimitive) assertContains(allowed, plain.packageName, "$owner names $plain")
        }
    }

    @Test
    fun `every native call is wrapped`() {
        val native = classes.single { it.name == "dev.tagora.internal.NativeEngineInterface" }
        val calls = native.declaredMethods.map { it.name.substringBefore('-') }.toSet()
        assertTrue(calls.size >= 12, "found only $calls")
        val engine = Engine::class.java.declaredMethods.map { it.name }.toSet()
        val renamed = mapOf("shut" to "close", "clock" to "getClock")
        for (call in calls) assertContains(engine, renamed[call] ?: call)
        val early = classes.single { it.name == "dev.tagora.internal.NativeOpeningInterface" }.declaredMethods.map { it.name.substringBefore('-') }.toSet()
        assertTrue(early.size >= 5, "found only $early")
        val opening = Opening::class.java.declaredMethods.map { it.name }.toSet()
        for (call in early) assertContains(opening, if (call == "shut") "close" else call)
        val suspending = SuspendingEngine::class.java.declaredMethods.map { it.name }.toSet()
        for (call in calls - setOf("shut", "clock", "handbook", "handbookJson", "handbookPage")) assertContains(suspending, call)
    }
}
