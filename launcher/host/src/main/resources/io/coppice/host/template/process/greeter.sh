#!/usr/bin/env bash
source "$(dirname "$0")/coppice_child.sh"

greet() { reply "{\"text\":\"$(config greeting), $(field name)\"}"; }
consumer @NAME@ greet
run
