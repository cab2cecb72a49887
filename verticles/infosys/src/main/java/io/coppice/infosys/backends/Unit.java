package io.coppice.infosys.backends;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A unit, by how much of the base unit of its measure one of it is.
 *
 * @param factor how many base units one is
 * @param offset what zero of it is in base units
 */
record Unit(Measure measure, BigDecimal factor, BigDecimal offset) {

    /** What a unit measures, with its base unit. */
    enum Measure {
        /** In metres. */
        LENGTH,
        /** In square metres. */
        AREA,
        /** In litres. */
        VOLUME,
        /** In kilograms. */
        MASS,
        /** In seconds. */
        TIME,
        /** In metres a second. */
        SPEED,
        /** In bytes. */
        DATA,
        /** In joules. */
        ENERGY,
        /** In kelvins. */
        TEMPERATURE
    }

    private static final Map<String, Unit> BY_NAME = new HashMap<>();

    static {
        add(Measure.LENGTH, "0.001", "mm", "millimetre", "millimetres", "millimeter", "millimeters");
        add(Measure.LENGTH, "0.01", "cm", "centimetre", "centimetres", "centimeter", "centimeters");
        add(Measure.LENGTH, "1", "m", "metre", "metres", "meter", "meters");
        add(Measure.LENGTH, "1000", "km", "kilometre", "kilometres", "kilometer", "kilometers");
        add(Measure.LENGTH, "0.0254", "in", "inch", "inches");
        add(Measure.LENGTH, "0.3048", "ft", "foot", "feet");
        add(Measure.LENGTH, "0.9144", "yd", "yard", "yards");
        add(Measure.LENGTH, "1609.344", "mi", "mile", "miles");
        add(Measure.LENGTH, "1852", "nmi");
        add(Measure.AREA, "1", "m2");
        add(Measure.AREA, "10000", "ha", "hectare", "hectares");
        add(Measure.AREA, "1000000", "km2");
        add(Measure.AREA, "4046.8564224", "acre", "acres");
        add(Measure.VOLUME, "0.001", "ml", "mL", "millilitre", "millilitres", "milliliter", "milliliters");
        add(Measure.VOLUME, "1", "l", "L", "litre", "litres", "liter", "liters");
        add(Measure.VOLUME, "1000", "m3");
        add(Measure.VOLUME, "3.785411784", "gal", "gallon", "gallons");
        add(Measure.VOLUME, "0.473176473", "pint", "pints");
        add(Measure.MASS, "0.000001", "mg", "milligram", "milligrams");
        add(Measure.MASS, "0.001", "g", "gram", "grams");
        add(Measure.MASS, "1", "kg", "kilogram", "kilograms");
        add(Measure.MASS, "1000", "t", "tonne", "tonnes");
        add(Measure.MASS, "0.028349523125", "oz", "ounce", "ounces");
        add(Measure.MASS, "0.45359237", "lb", "lbs", "pound", "pounds");
        add(Measure.TIME, "0.001", "ms", "millisecond", "milliseconds");
        add(Measure.TIME, "1", "s", "second", "seconds");
        add(Measure.TIME, "60", "min", "minute", "minutes");
        add(Measure.TIME, "3600", "h", "hour", "hours");
        add(Measure.TIME, "86400", "day", "days");
        add(Measure.TIME, "604800", "week", "weeks");
        add(Measure.SPEED, "1", "m/s");
        add(Measure.SPEED, "0.44704", "mph");
        BigDecimal knot = new BigDecimal(1852).divide(new BigDecimal(3600), MathContext.DECIMAL128);
        BigDecimal kilometreAnHour = new BigDecimal(1000).divide(new BigDecimal(3600), MathContext.DECIMAL128);
        add(new Unit(Measure.SPEED, knot, BigDecimal.ZERO), "kn", "knot", "knots");
        add(new Unit(Measure.SPEED, kilometreAnHour, BigDecimal.ZERO), "km/h", "kmh");
        add(Measure.DATA, "0.125", "bit", "bits");
        add(Measure.DATA, "1", "B", "byte", "bytes");
        add(Measure.DATA, "1000", "kB");
        add(Measure.DATA, "1000000", "MB");
        add(Measure.DATA, "1000000000", "GB");
        add(Measure.DATA, "1000000000000", "TB");
        add(Measure.DATA, "1024", "KiB");
        add(Measure.DATA, "1048576", "MiB");
        add(Measure.DATA, "1073741824", "GiB");
        add(Measure.DATA, "1099511627776", "TiB");
        add(Measure.ENERGY, "1", "J", "joule", "joules");
        add(Measure.ENERGY, "1000", "kJ");
        add(Measure.ENERGY, "4184", "kcal");
        add(Measure.ENERGY, "3600000", "kWh");
        add(Measure.TEMPERATURE, "1", "K", "kelvin");
        BigDecimal iceInKelvins = new BigDecimal("273.15");
        add(new Unit(Measure.TEMPERATURE, BigDecimal.ONE, iceInKelvins), "°C", "C", "celsius");
        BigDecimal rankine = new BigDecimal(5).divide(new BigDecimal(9), MathContext.DECIMAL128);
        BigDecimal zeroFahrenheit = iceInKelvins.subtract(new BigDecimal(32).multiply(rankine));
        add(new Unit(Measure.TEMPERATURE, rankine, zeroFahrenheit), "°F", "F", "fahrenheit");
    }

    private static void add(Measure measure, String factor, String... names) {
        add(new Unit(measure, new BigDecimal(factor), BigDecimal.ZERO), names);
    }

    private static void add(Unit unit, String... names) {
        for (String name : names) {
            BY_NAME.put(name, unit);
        }
    }

    /** A unit by its symbol, or by its name in upper or lower case. */
    static Optional<Unit> named(String name) {
        Unit exact = BY_NAME.get(name);
        // Symbols differ by case alone, such as mg and Mg; names are longer.
        return exact != null || name.length() <= 3
                ? Optional.ofNullable(exact)
                : Optional.ofNullable(BY_NAME.get(name.toLowerCase(Locale.ROOT)));
    }
}
