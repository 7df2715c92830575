#!/bin/sh
echo loss=0.5
