@NullMarked
package io.coppice.infosys.service;

import org.jspecify.annotations.NullMarked;
