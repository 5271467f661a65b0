package dev.tagora

/** How the host calls a customer: `Customer("ann")`, `Customer(7)`. The number 7 and the text "7" are two customers. */
public sealed interface Customer {
    /** A number from 0 to 2^64 - 1. */
    public data class Number(val value: ULong) : Customer {
        override fun toString(): String = value.toString()
    }

    /** A text of 1 to 256 bytes. */
    public data class Text(val value: String) : Customer {
        override fun toString(): String = value
    }

    public companion object {
        /** The customer with this text as its id. */
        @JvmStatic
        @JvmName("of")
        public operator fun invoke(id: String): Customer = Text(id)

        /** The customer with this number as its id. */
        @JvmStatic
        @JvmName("of")
        public operator fun invoke(id: Long): Customer {
            require(id >= 0) { "a customer id is a number from 0 to 2^64 - 1 or a text, not $id" }
            return Number(id.toULong())
        }

        /** The customer with this number as its id. */
        public operator fun invoke(id: ULong): Customer = Number(id)
    }
}
